package dev.cook.http.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.http.output.TerminalLines.Line;
import dev.cook.http.output.TerminalLines.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalLinesTest {
    @Test
    void coloursBecomeClasses() {
        assertThat(lines("\u001b[1;31mred\u001b[0m plain \u001b[38;5;10mgreen\u001b[38;2;250;10;10mred"))
                .containsExactly(new Line(List.of(
                        new Span("f2 b", "red"),
                        new Span("", " plain "),
                        new Span("f11", "green"),
                        new Span("f2", "red"))));
    }

    @Test
    void aCarriageReturnOverwritesWhatWasThere() {
        assertThat(texts("10 %\r20 %\r\u001b[Kdone\nnext")).containsExactly("done", "next");
        assertThat(texts("abcdef\rxy")).containsExactly("xycdef");
    }

    @Test
    void titlesLinksAndMovesAreDropped() {
        assertThat(
                        texts(
                                "\u001b]0;title\u0007a\u001b]8;;http://evil\u001b\\b\u001b[2J\u001b[10;20Hc\u001b(Bd\u0000\u009b"))
                .containsExactly("abcd");
    }

    @Test
    void textThatHidesOrTurnsAroundIsShownAsSuch() {
        assertThat(texts("a\u202Eb\u200Bc")).containsExactly("a\uFFFDb\uFFFDc");
    }

    @Test
    void aSequenceCutInTwoDoesNoHarm() {
        assertThat(texts("a\u001b[3")).containsExactly("a");
        assertThat(texts("a\u001b")).containsExactly("a");
        assertThat(texts("a\u001b]0;never ending")).containsExactly("a");
        byte[] half = new byte[] {(byte) 0x82, (byte) 0xAC, 'x'};
        assertThat(TerminalLines.lines(half, 5)).containsExactly(new Line(List.of(new Span("", "x"))));
    }

    @Test
    void aSequenceWithoutAnEndHidesNoOtherLine() {
        assertThat(texts("a\u001b]0;title\nb\u001b\nc\u001b[3\nd\u001b(\ne\u001b]0;x\u001b\nf"))
                .containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void aLineWithoutEndIsBroken() {
        assertThat(lines("x".repeat(2_500))).hasSize(3);
        assertThat(lines("\u001b[9999C\u001b[9999Cx").getLast().text()).endsWith("x");
    }

    @Test
    void onlyTheLastLinesAreKept() {
        assertThat(TerminalLines.lines("a\nb\nc\n".getBytes(StandardCharsets.UTF_8), 2).stream()
                        .map(Line::text))
                .containsExactly("b", "c");
    }

    private static List<Line> lines(String output) {
        return TerminalLines.lines(output.getBytes(StandardCharsets.UTF_8), 100);
    }

    private static List<String> texts(String output) {
        return lines(output).stream().map(Line::text).toList();
    }
}
