package dev.cook.agents.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenFilterTest {
    private static final String ESC = "\u001b";

    private static String drawn(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String whole = new String(new ScreenFilter().next(bytes), StandardCharsets.UTF_8);
        ScreenFilter filter = new ScreenFilter();
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (byte one : bytes) {
            pieces.writeBytes(filter.next(new byte[] {one}));
        }
        assertThat(pieces.toString(StandardCharsets.UTF_8))
                .as("wherever it is cut")
                .isEqualTo(whole);
        return whole;
    }

    private static void isKept(String text) {
        assertThat(drawn(text)).isEqualTo(text);
    }

    private static void isDropped(String text) {
        assertThat(drawn("a" + text + "b")).isEqualTo("ab");
    }

    @Test
    void whatTmuxDrawsWithIsPassedOn() {
        isKept("h\u00e9llo \u2500 \ud83c\udf5e\r\n\t\u0007\b");
        isKept(ESC + "[?1049h" + ESC + "[22;0;0t" + ESC + "[1;1H" + ESC + "[J" + ESC + "(B" + ESC + "[m");
        isKept(ESC + "[1;38;5;208;48:2:1:2:3m" + ESC + "[?25l" + ESC + "[?2004h" + ESC + "=" + ESC + "[2;30r");
        isKept(ESC + "(0qqq" + ESC + "(B" + ESC + "7" + ESC + "8" + ESC + "M" + ESC + "[4@" + ESC + "[12b" + ESC
                + "[2 q");
        isKept(ESC + "[>4;1m" + ESC + "[?1000;1006h" + ESC + "[?1049l" + ESC + "[23;0;0t");
    }

    @Test
    void clipboardsAndTitlesAndPicturesAreNot() {
        isDropped(ESC + "]52;c;cm0gLXJmIH4=\u0007");
        isDropped(ESC + "]52;c;cm0gLXJmIH4=" + ESC + "\\");
        isDropped(ESC + "]0;a title\u0007");
        isDropped(ESC + "]8;;http://example.org" + ESC + "\\");
        isDropped(ESC + "Ptmux;" + ESC + ESC + "\\");
        isDropped(ESC + "_Gf=100;AAAA" + ESC + "\\");
        isDropped("\u009d");
    }

    @Test
    void whatMakesATerminalAnswerPrintOrMoveIsNot() {
        isDropped(ESC + "[c" + ESC + "[>c" + ESC + "[6n" + ESC + "[?6n" + ESC + "[21t" + ESC + "[>q");
        isDropped(ESC + "[5i" + ESC + "[?5i" + ESC + "[8;9;9t" + ESC + "[3;0;0t" + ESC + "c" + ESC + "[!p");
        isDropped(ESC + "[?u" + ESC + "[>1u" + ESC + "[?25$p" + ESC + "Z" + ESC + "#8" + ESC + "%@" + "\u0005");
        isDropped(ESC + "(A" + ESC + "[" + "1;".repeat(60) + "m");
    }

    /** What a terminal takes for one thing must not be taken for two here. */
    @Test
    void nothingHidesInABrokenSequence() {
        assertThat(drawn(ESC + "[" + ESC + "]52;c;eA==\u0007x")).isEqualTo("x");
        assertThat(drawn(ESC + "]0;" + ESC + "]52;c;eA==\u0007x")).isEqualTo("x");
        assertThat(drawn(ESC + "]0;\u0018" + ESC + "[1mx")).isEqualTo(ESC + "[1mx");
        assertThat(drawn(ESC + ESC + "]52;c;eA==\u0007x")).isEqualTo("x");
        byte[] raw = {'a', (byte) 0x9d, '5', '2', (byte) 0xc2, 'b', (byte) 0xff};
        assertThat(new String(new ScreenFilter().next(raw), StandardCharsets.US_ASCII))
                .isEqualTo("a52b");
    }
}
