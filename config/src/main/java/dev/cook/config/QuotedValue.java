package dev.cook.config;

import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** How values from a file appear in a message: short, and without anything that could draw on a terminal. */
final class QuotedValue {
    /** Enough to recognise a value, and still one line. */
    private static final int LONGEST = 60;

    private QuotedValue() {}

    static String quoted(String text) {
        return "'" + line(text, LONGEST) + "'";
    }

    static String line(String text, int longest) {
        int[] kept = text.codePoints()
                .limit(longest)
                .map(c -> isTreacherous(c) ? 0xFFFD : c)
                .toArray();
        String plain = new String(kept, 0, kept.length);
        return text.codePointCount(0, text.length()) > longest ? plain + "…" : plain;
    }

    static String value(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case Long number -> "the number " + number;
            case Double number -> "the number " + number;
            case Boolean truth -> truth ? "true" : "false";
            case TomlArray _ -> "a list";
            case TomlTable _ -> "a table";
            default -> "a date or time";
        };
    }

    /** Controls, line and paragraph separators, direction marks, zero-width characters, lone surrogates. */
    static boolean isTreacherous(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
