package dev.cook.git;

import dev.cook.domain.Text;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names in a tree that git gives a meaning to, as any system would read them: macOS leaves out some characters, Windows
 * has short names and streams, and neither tells capitals apart.
 */
enum SpecialName {
    NONE("[^\\s\\S]"),
    GIT("\\.git|git~1"),
    MODULES("\\.gitmodules|gitmod~[1-4]|gi7eba~[1-9]"),
    ATTRIBUTES("\\.gitattributes|gitatt~[1-4]|gi7d29~[1-9]"),
    IGNORE("\\.gitignore|gitign~[1-4]|gi250a~[1-9]");

    /** Characters that HFS+ leaves out when it compares names. */
    private static final Pattern LEFT_OUT = Pattern.compile("[\\u200C-\\u200F\\u202A-\\u202E\\u206A-\\u206F\\uFEFF]");

    /** What NTFS leaves out: the name of a stream, a path below, and blanks and dots at the end. */
    private static final Pattern TAIL = Pattern.compile("(?:[:\\\\][\\s\\S]*)?$");

    private static final Pattern LAST = Pattern.compile("[ .]+$");

    /** First bytes, in UTF-8, of the characters that HFS+ leaves out. */
    private static final int HFS_FIRST = (byte) 0xE2;

    private static final int BYTE_ORDER_FIRST = (byte) 0xEF;

    private final Pattern spelling;

    SpecialName(String spelling) {
        this.spelling = Pattern.compile(spelling);
    }

    static SpecialName of(byte[] bytes, int from, int end) {
        if (!mayBeSpecial(bytes, from, end)) {
            return NONE;
        }
        String name = LEFT_OUT.matcher(readable(bytes, from, end)).replaceAll("");
        name = LAST.matcher(TAIL.matcher(name).replaceFirst(""))
                .replaceFirst("")
                .toLowerCase(Locale.ROOT);
        for (SpecialName special : values()) {
            if (special.spelling.matcher(name).matches()) {
                return special;
            }
        }
        return NONE;
    }

    /** Up to the first byte that is not UTF-8: there git on macOS takes a name to end. */
    private static String readable(byte[] bytes, int from, int end) {
        CharBuffer name = CharBuffer.allocate(end - from);
        // Without being told otherwise, a decoder stops where it cannot go on.
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, end - from), name, true);
        return name.flip().toString();
    }

    static String shown(byte[] bytes, int from, int end) {
        return Text.shortened(Text.printable(new String(bytes, from, end - from, StandardCharsets.UTF_8)), 60);
    }

    /** Decides for nearly every name without making a string of it. */
    private static boolean mayBeSpecial(byte[] bytes, int from, int end) {
        if (end - from < 4) {
            return false;
        }
        int first = bytes[from];
        if (first == '.') {
            int second = bytes[from + 1];
            return second == 'g' || second == 'G' || second < 0;
        }
        if (first == 'g' || first == 'G') {
            for (int i = from; i < end; i++) {
                if (bytes[i] == '~') {
                    return true;
                }
            }
            return false;
        }
        return first == HFS_FIRST || first == BYTE_ORDER_FIRST;
    }
}
