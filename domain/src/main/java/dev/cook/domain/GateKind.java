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
        return switch (this) {
            case APPROVAL, EXTERNAL -> true;
            case COMMAND, TRANSFORM, AGENT, AGENT_REVIEW, DEPLOY, SOAK -> false;
        };
    }

    /** Whether an agent does its work, at a cost. */
    public boolean runsAgent() {
        return switch (this) {
            case AGENT, AGENT_REVIEW -> true;
            case COMMAND, TRANSFORM, APPROVAL, DEPLOY, SOAK, EXTERNAL -> false;
        };
    }

    /** Whether it changes or watches something outside of Cook, where only one candidate can be at a time. */
    public boolean deploys() {
        return switch (this) {
            case DEPLOY, SOAK -> true;
            case COMMAND, TRANSFORM, AGENT, AGENT_REVIEW, APPROVAL, EXTERNAL -> false;
        };
    }
}
