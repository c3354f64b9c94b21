package dev.cook.domain;

import java.util.Locale;

/** Every fact that Cook tells of, in the past tense; {@link #word()} is its name in the log and in subjects. */
public enum EventType {
    REPO_CREATED,
    REPO_CHANGED,
    REFS_PUSHED,
    BRANCH_STARTED,
    BRANCH_DONE,
    BRANCH_QUEUED,
    BRANCH_WAITED,
    BRANCH_RESUMED,
    BRANCH_HANDLED,
    BRANCH_HELD,
    BRANCH_RELEASED,
    BRANCH_MOVED,
    BRANCH_LANDED,
    BRANCH_ABANDONED,
    SESSION_WANTED,
    SESSION_WAITED,
    SESSION_CONFIGURED,
    SESSION_STARTED,
    SESSION_TURNED,
    SESSION_ASKED,
    SESSION_TOLD,
    SESSION_ENDED,
    SESSION_RESUMED,
    CANDIDATE_BUILT,
    CANDIDATE_CONFLICTED,
    CANDIDATE_OUTDATED,
    CANDIDATE_FAILED,
    CANDIDATE_SPLIT,
    GATE_STARTED,
    GATE_ASKED,
    GATE_ANSWERED,
    GATE_PASSED,
    GATE_FAILED,
    GATE_BROKE,
    GATE_FLAKED,
    GATE_SKIPPED,
    FOSSIL_MADE,
    ACCOUNT_CHANGED,
    ROLE_CHANGED,
    /** What a newer server wrote, and this one has no word for; its data has that word as {@link #WORD}. */
    UNKNOWN_EVENT;

    /** Where an {@link #UNKNOWN_EVENT} has the word that the log says. */
    public static final String WORD = "type";

    private final String word;

    EventType() {
        int underscore = name().indexOf('_');
        this.word = (name().substring(0, underscore) + "." + name().substring(underscore + 1)).toLowerCase(Locale.ROOT);
    }

    /** The name as thing.verb, for instance {@code branch.landed}. */
    public String word() {
        return word;
    }

    /** The type that has this word; {@link #UNKNOWN_EVENT} if none has: the log may hold what a newer server wrote. */
    public static EventType of(String word) {
        for (EventType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return UNKNOWN_EVENT;
    }
}
