package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What a person wrote about lines of a branch's change. Until it is sent it is a draft, which its author alone sees.
 *
 * @param number counts from 1 on each branch
 * @param old whether the lines are those before the change
 * @param place the lines that it was written about
 * @param quote what they said; shortened where they are many
 */
public record ReviewComment(
        BranchId branch,
        int number,
        AccountId author,
        String by,
        boolean old,
        CodePlace place,
        String quote,
        String text,
        Instant writtenAt,
        Optional<Instant> sentAt,
        Optional<Resolution> resolved) {
    /** Comments of one branch, drafts among them: a page lists them all. */
    public static final int MOST = 500;

    /** Characters of a comment, as of one about a gate. */
    public static final int LONGEST = 4_000;

    /** Characters of a quote: what a screen shows of it. */
    public static final int LONGEST_QUOTE = 4_000;

    /** Who said that there is nothing left to do about it, and when. */
    public record Resolution(String by, Instant at) {}

    public ReviewComment {
        if (text.isBlank() || text.length() > LONGEST || quote.length() > LONGEST_QUOTE || number < 1) {
            throw new IllegalArgumentException("no comment to be shown");
        }
        if (resolved.isPresent() && sentAt.isEmpty()) {
            throw new IllegalArgumentException("a draft that is resolved");
        }
    }

    /** How far it is. */
    public State state() {
        return sentAt.isEmpty() ? State.DRAFT : resolved.isPresent() ? State.RESOLVED : State.OPEN;
    }

    /** Where a comment, or a finding of a gate, is in its life. */
    public enum State {
        DRAFT,
        OPEN,
        RESOLVED;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
