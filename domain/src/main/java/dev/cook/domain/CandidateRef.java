package dev.cook.domain;

/**
 * The one ref of its repository that a gate's environment sees: the commit that it judges. In a repository beside it that is
 * the commit that would land with it. It is nowhere stored.
 */
public final class CandidateRef {
    public static final String NAME = "refs/cook/candidate";

    private CandidateRef() {}
}
