package dev.cook.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TerminalTextTest {
    @Test
    void coloursTitlesAndLinksDisappear() {
        assertThat(
                        plain(
                                "\u001b[1;31mred\u001b[0m \u001b]0;title\u0007\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\"))
                .isEqualTo("red link");
    }

    /** The last that claude writes, word for word. */
    @Test
    void whatPutsATerminalInOrderAgainLeavesNothing() {
        assertThat(plain("done\r\n\u001b[?1000l\u001b(B\u000f\u001b[>4m\u001b[<u\u001b[?25h\u001b7\u001b[r\u001b8"
                        + "\u001b]0;\u0007\u001b[?25h"))
                .isEqualTo("done\n");
        assertThat(plain("\u000fplain")).isEqualTo("plain");
    }

    @Test
    void aLineThatWasDrawnOverIsReadAsLastDrawn() {
        assertThat(plain("10 %\r50 %\r100 %\r\ndone\r\n")).isEqualTo("100 %\ndone\n");
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void manyMegabytesWithoutALineBreakAreReadInOneGo() {
        assertThat(plain("x".repeat(8 << 20)).length()).isEqualTo(8 << 20);
        assertThat(plain("\r".repeat(8 << 20) + "x")).isEqualTo("x");
    }

    @Test
    void returnsBeforeALineBreakAndAtTheEndMeanNothing() {
        assertThat(plain("one\r\r\ntwo\rthree\n\rfour\r")).isEqualTo("one\nthree\nfour");
        assertThat(plain("10 %\r50 %\r100 %\r")).as("progress is all there is").isEqualTo("100 %");
    }

    @Test
    void whatIsNoTextIsShownAsSuch() {
        assertThat(TerminalText.plain(new byte[] {'a', (byte) 0xff, 'b', 7})).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void theTailOfALogStartsWithAWholeLine() {
        assertThat(TerminalText.tail("first\nsecond\nthird", 10)).isEqualTo("…\nthird");
        assertThat(TerminalText.tail("short", 10)).isEqualTo("short");
    }

    private static String plain(String text) {
        return TerminalText.plain(text.getBytes(StandardCharsets.UTF_8));
    }
}
