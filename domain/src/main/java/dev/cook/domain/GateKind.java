package dev.cook.domain;

import java.util.Locale;

/** What a gate does with a commit. */
public enum GateKind {
    COMMAND,
    TRANSFORM,
    AGENT,
    AGENT_REVIEW,
    APPROVAL,
    DEPLOY,
    SOAK,
    EXTERNAL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
