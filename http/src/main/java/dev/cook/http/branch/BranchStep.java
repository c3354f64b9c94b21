package dev.cook.http.branch;

/** The one thing that a branch's page offers first. */
public enum BranchStep {
    RELEASE,
    ANSWER_GATE,
    LAND,
    ANSWER_AGENT,
    NONE
}
