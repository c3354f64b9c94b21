package dev.cook.domain;

/**
 * What became of an answer to a gate.
 *
 * @param said what there is now, or what was wrong
 * @param wayOut what to do about it; empty where nothing was wrong
 * @param state how the gate's run stands now
 */
public record GateReply(Kind kind, String said, String wayOut, GateRunId run, String gate, String state) {
    /** What sort of reply it is. */
    public enum Kind {
        /** It counts. */
        TAKEN,
        /** The same was said before. */
        KNOWN,
        /** Whoever said it may not. */
        FORBIDDEN,
        /** The gate waits for no such answer, or no more. */
        CONFLICT,
        /** It cannot be understood. */
        MISTAKEN,
        /** There is no such run, or they may not see it. */
        MISSING;

        public boolean good() {
            return this == TAKEN || this == KNOWN;
        }
    }
}
