package dev.cook.agents.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenWatchTest {
    private final ScreenWatch screen = new ScreenWatch();

    private void saw(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        screen.saw(bytes, bytes.length);
    }

    private String undo() {
        return new String(screen.undo(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void nothingIsUndoneOnAScreenThatWasNeverLeft() {
        saw("plain text \u001b[31mred");

        assertThat(undo()).isEmpty();
    }

    @Test
    void theSecondScreenIsLeftHoweverItsSequenceWasCut() {
        "\u001b[?1049h".chars().forEach(c -> saw(String.valueOf((char) c)));

        assertThat(undo()).contains("\u001b[?25h").endsWith("\u001b[?1049l");
    }

    @Test
    void nothingIsUndoneOnceTmuxHasLeftByItself() {
        saw("\u001b[?1049h\u001b[Hdrawn");
        saw("more\u001b[?10");
        saw("49l");

        assertThat(undo()).isEmpty();
    }

    @Test
    void olderTerminalsLeaveTheWayTheyCame() {
        saw("\u001b7\u001b[?47hdrawn");

        assertThat(undo()).endsWith("\u001b[?47l");
    }
}
