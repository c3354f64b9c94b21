package dev.cook.domain;

/** The one ref that a gate's environment sees: the commit that it judges. It is nowhere stored. */
public final class CandidateRef {
    public static final String NAME = "refs/cook/candidate";

    private CandidateRef() {}
}
