package dev.cook.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainChunksTest {
    private static List<String> chunks(byte[] raw) throws IOException {
        List<String> chunks = new ArrayList<>();
        TerminalText.plain(new ByteArrayInputStream(raw), chunks::add);
        return chunks;
    }

    @Test
    void whatIsMadePlainInChunksIsWhatIsMadePlainAtOnce() throws IOException {
        Random random = new Random(7);
        List<String> pieces =
                List.of("line\n", "progress 1\rprogress 2\r\n", "\u001B[31mred\u001B[0m", "ü€😀", "\r", "a ");
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        while (raw.size() < 3 * TerminalText.CHUNK) {
            raw.writeBytes(pieces.get(random.nextInt(pieces.size())).getBytes(StandardCharsets.UTF_8));
        }
        List<String> chunks = chunks(raw.toByteArray());
        assertThat(chunks).hasSizeGreaterThan(2);
        assertThat(String.join("", chunks)).isEqualTo(TerminalText.plain(raw.toByteArray()));
    }

    @Test
    void aLineWithoutAnEndIsCutBetweenCharacters() throws IOException {
        String line = "x" + "€".repeat(TerminalText.CHUNK);
        assertThat(String.join("", chunks(line.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(line);
    }

    @Test
    void aSequenceThatNeverEndsHidesAChunkAtMost() throws IOException {
        String raw = "\u001B]0;title that never ends " + "y\n".repeat(TerminalText.CHUNK);
        assertThat(String.join("", chunks(raw.getBytes(StandardCharsets.UTF_8))).length())
                .isGreaterThan(TerminalText.CHUNK / 2);
    }

    @Test
    void nothingIsNothing() throws IOException {
        assertThat(chunks(new byte[0])).isEmpty();
    }
}
