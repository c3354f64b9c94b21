package dev.cook.git.browse;

import dev.cook.git.browse.PathContent.Encoding;
import dev.cook.git.diff.FileDiff.Span;
import dev.cook.git.diff.LineSpans;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;

/** The text of a file, whatever its encoding. Pure. */
public final class TextContent {
    /** Lines of a window: a browser still scrolls it. */
    public static final int WINDOW_LINES = 2_000;

    /** Characters after which a window ends. */
    private static final int WINDOW_CHARACTERS = 500_000;

    private final String text;
    private final Encoding encoding;

    private TextContent(String text, Encoding encoding) {
        this.text = text;
        this.encoding = encoding;
    }

    /** Empty where the bytes are no text. */
    public static Optional<TextContent> of(byte[] bytes) {
        Optional<TextContent> marked = utf16(bytes);
        if (marked.isPresent()) {
            return marked;
        }
        if (RawText.isBinary(bytes)) {
            return Optional.empty();
        }
        Optional<String> utf8 = decoded(bytes, StandardCharsets.UTF_8);
        return Optional.of(
                utf8.isPresent()
                        ? new TextContent(withoutMark(utf8.get()), Encoding.UTF_8)
                        : new TextContent(new String(bytes, StandardCharsets.ISO_8859_1), Encoding.LATIN_1));
    }

    /** Only with its byte order mark: without one nothing tells it from other bytes. */
    private static Optional<TextContent> utf16(byte[] bytes) {
        if (bytes.length < 2 || bytes.length % 2 != 0) {
            return Optional.empty();
        }
        int mark = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        return mark == 0xfeff || mark == 0xfffe
                ? decoded(bytes, StandardCharsets.UTF_16).map(text -> new TextContent(text, Encoding.UTF_16))
                : Optional.empty();
    }

    private static Optional<String> decoded(byte[] bytes, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** Whether the first bytes of a file are those of a text. */
    public static boolean isText(byte[] head) {
        return !RawText.isBinary(head);
    }

    public String text() {
        return text;
    }

    public Encoding encoding() {
        return encoding;
    }

    /** How many lines there are; what follows the last line feed is one, if anything does. */
    public int count() {
        int count = 0;
        for (int at = 0; at < text.length(); at = after(at)) {
            count++;
        }
        return count;
    }

    /** Lines as people see them, from a number on, as many as a window holds. */
    public List<List<Span>> lines(int from) {
        List<List<Span>> lines = new ArrayList<>();
        int number = 1;
        int characters = 0;
        for (int at = 0; at < text.length(); number++) {
            int next = after(at);
            if (number >= from) {
                List<Span> spans = LineSpans.of(withoutEnd(text.substring(at, next)), new BitSet());
                lines.add(spans);
                characters +=
                        spans.stream().mapToInt(span -> span.text().length()).sum();
                if (lines.size() >= WINDOW_LINES || characters >= WINDOW_CHARACTERS) {
                    break;
                }
            }
            at = next;
        }
        return lines;
    }

    private int after(int at) {
        int feed = text.indexOf('\n', at);
        return feed < 0 ? text.length() : feed + 1;
    }

    private static String withoutEnd(String line) {
        int end = line.endsWith("\n") ? line.length() - 1 : line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }
}
