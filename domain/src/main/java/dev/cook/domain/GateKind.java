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

    /** Whether such a gate may answer with another commit. */
    public boolean mayChange() {
        return switch (this) {
            case TRANSFORM, AGENT -> true;
            case COMMAND, AGENT_REVIEW, APPROVAL, DEPLOY, SOAK, EXTERNAL -> false;
        };
    }

    /** Whether people or another system answer, and nothing is run. */
    public boolean isAsked() {
        return this == APPROVAL || this == EXTERNAL;
    }
}
