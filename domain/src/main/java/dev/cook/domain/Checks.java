package dev.cook.domain;

/** Checks that several records share, so that a refusal reads the same everywhere. */
final class Checks {
    private Checks() {}

    static void requirePositive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, was " + value);
        }
    }

    /**
     * Refuses text that could draw on a terminal or hide in a list: C0 and C1 controls, bidirectional overrides,
     * zero-width characters and lone surrogates.
     */
    static boolean isPlain(String text) {
        return text.codePoints().noneMatch(Checks::isTreacherous);
    }

    /** Persian, Hindi and many emoji are not written without them; alone they show nothing, and change nothing else. */
    static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }

    static boolean isTreacherous(int c) {
        return Character.isISOControl(c)
                || (c >= 0x200B && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x2069)
                || c == 0xFEFF
                || (c >= 0xD800 && c <= 0xDFFF);
    }
}
