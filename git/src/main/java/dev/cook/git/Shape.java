package dev.cook.git;

/** What is made of a branch so that it can land. */
public sealed interface Shape {
    /** A commit of its own with both as parents, also where the target could just move on. */
    record MergeCommit(String message) implements Shape {}

    /** One commit on the target with all that the branch changes, by the author of its newest commit. */
    record Squashed(String message) implements Shape {}

    /**
     * The branch's commits made anew on the target, each by its author; merges in it and what changes nothing are left out.
     *
     * @param trailers lines at the end of each message
     */
    record Rebased(String trailers) implements Shape {}
}
