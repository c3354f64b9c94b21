package dev.cook.git;

/** What is made of a branch so that it can land. Whatever it is, its tree is what a merge of both sides makes. */
public sealed interface LandingShape {
    /** A commit of its own with both as parents, also where the target could just move on. */
    record MergeCommit(String message) implements LandingShape {}

    /**
     * One commit on the target with all that the branch changes and says, by the author of its newest commit; everybody
     * else who had a part in it is named.
     *
     * @param title the first line
     * @param trailers lines at the end of the message
     */
    record Squashed(String title, String trailers) implements LandingShape {}

    /**
     * The branch's commits made anew on the target, each by its author; merges in it and what the target has already are
     * left out. Squashed instead where that would not give what a merge gives.
     *
     * @param title the first line where it is squashed
     * @param trailers lines at the end of each message
     */
    record Rebased(String title, String trailers) implements LandingShape {
        Squashed squashed() {
            return new Squashed(title, trailers);
        }
    }
}
