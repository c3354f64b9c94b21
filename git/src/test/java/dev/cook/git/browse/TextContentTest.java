package dev.cook.git.browse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.git.browse.PathContent.Encoding;
import dev.cook.git.diff.FileDiff.Span;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextContentTest {
    private static TextContent of(String text) {
        return TextContent.of(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static List<String> shown(TextContent text, int from) {
        return text.lines(from).stream()
                .map(line -> line.stream().map(Span::text).collect(Collectors.joining()))
                .toList();
    }

    @Test
    void linesAreCountedAsEditorsDo() {
        assertThat(shown(of("a\nb\r\nc"), 1)).containsExactly("a", "b", "c");
        assertThat(shown(of("a\n\n"), 1)).containsExactly("a", "");
        assertThat(of("a\nb\r\nc").count()).isEqualTo(3);
        assertThat(of("a\nb\n").count()).isEqualTo(2);
        assertThat(of("").count()).isZero();
        assertThat(shown(of(""), 1)).isEmpty();
        assertThat(shown(of("a\nb\nc\n"), 3)).containsExactly("c");
        assertThat(shown(of("a\n"), 7)).isEmpty();
    }

    @Test
    void whateverTheEncodingTheCharactersAreReadable() {
        assertThat(shown(
                        TextContent.of("caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                                .orElseThrow(),
                        1))
                .containsExactly("caf\u00e9");
        assertThat(TextContent.of("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1))
                        .orElseThrow()
                        .encoding())
                .isEqualTo(Encoding.LATIN_1);
        for (String charset : List.of("UTF-16LE", "UTF-16BE")) {
            TextContent text = TextContent.of("\ufeff日本\nb".getBytes(Charset.forName(charset)))
                    .orElseThrow();
            assertThat(shown(text, 1)).as(charset).containsExactly("日本", "b");
            assertThat(text.encoding()).isEqualTo(Encoding.UTF_16);
        }
        assertThat(shown(of("\ufeffbom"), 1)).containsExactly("bom");
        assertThat(TextContent.of(new byte[] {0, 1, 2})).isEmpty();
        assertThat(TextContent.of(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xd8}))
                .as("half a surrogate pair")
                .isEmpty();
    }

    @Test
    void aWindowEndsWhereABrowserWouldSuffer() {
        TextContent many = of("x\n".repeat(5_000));
        assertThat(many.count()).isEqualTo(5_000);
        assertThat(many.lines(1)).hasSize(TextContent.WINDOW_LINES);
        assertThat(many.lines(4_001)).hasSize(1_000);
        TextContent wide = of(("y".repeat(1 << 20) + "\n").repeat(7));
        assertThat(shown(wide, 1))
                .hasSize(7)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(2_100).endsWith("more characters"));
        assertThat(of(("y".repeat(3_000) + "\n").repeat(2_000)).lines(1)).hasSizeLessThan(300);
    }

    @Test
    void whatDeceivesIsShownByItsNumber() {
        assertThat(shown(of("a\u202eb"), 1)).containsExactly("aU+202Eb");
    }
}
