package dev.cook.agents.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordingTest {
    private static final Instant START = Instant.ofEpochSecond(1_800_000_000);
    private static final String HEADING = "Script started on a day [COMMAND=\"x\"]\n";

    private static List<String> record(byte[] data, String timing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Recording.write(
                new ByteArrayInputStream(data),
                new ByteArrayInputStream(timing.getBytes(StandardCharsets.UTF_8)),
                out,
                START,
                "turn 1",
                3);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        JsonMapper mapper = new JsonMapper();
        lines.forEach(line -> assertThat(mapper.readValue(line, JsonNode.class)).isNotNull());
        return lines;
    }

    private static List<String> record(String data, String timing) throws IOException {
        return record((HEADING + data).getBytes(StandardCharsets.UTF_8), timing);
    }

    @Test
    void aRecordingHoldsOutputChangesOfSizeAndTheStatus() throws IOException {
        assertThat(record("hello\u001b[1m\nworld\nScript done", """
                H 0.000000 START_TIME 2026-11-23 20:00:00+00:00
                H 0.000000 COLUMNS 200
                H 0.000000 LINES 50
                O 0.250000 10
                I 0.100000 3
                S 0.5 SIGWINCH ROWS=30 COLS=90
                O 1.000000 6
                H 0.000000 EXIT_CODE 0
                """))
                .containsExactly(
                        "{\"version\":3,\"term\":{\"cols\":200,\"rows\":50},\"timestamp\":1800000000,\"title\":\"turn 1\"}",
                        "[0.250000,\"o\",\"hello\\u001B[1m\\n\"]",
                        "[0.600000,\"r\",\"90x30\"]",
                        "[1.000000,\"o\",\"world\\n\"]",
                        "[0.000000,\"x\",\"3\"]");
    }

    @Test
    void aCharacterThatWasCutInTwoIsWholeAgain() throws IOException {
        assertThat(record("aé", "O 0.1 2\nO 0.1 1\n")).contains("[0.100000,\"o\",\"a\"]", "[0.100000,\"o\",\"é\"]");
    }

    @Test
    void bytesThatAreNoTextAreReplaced() throws IOException {
        byte[] data = (HEADING + "xy\u00ff").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(record(data, "O 0.1 3\n")).contains("[0.100000,\"o\",\"xy\uFFFD\"]");
    }

    @Test
    void timingThatLiesStillGivesARecording() throws IOException {
        assertThat(record("abc", """
                O NaN 1
                O -5 1
                O Infinity -3
                O 1e300 99999999999999999999
                H 0 COLUMNS 0
                H 0 LINES 99999999
                S 0 SIGWINCH nonsense
                X 1 1

                O 1
                O 0.5 9223372036854775807
                O 0.5 1
                """))
                .containsExactly(
                        "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},\"timestamp\":1800000000,\"title\":\"turn 1\"}",
                        "[0.000000,\"o\",\"a\"]",
                        "[0.000000,\"o\",\"b\"]",
                        "[86400.000000,\"r\",\"1x24\"]",
                        "[1.500000,\"o\",\"c\"]",
                        "[0.500000,\"x\",\"3\"]");
    }

    @Test
    void aRecordingWithoutAnythingIsStillOne() throws IOException {
        assertThat(record(new byte[0], "")).hasSize(2);
        assertThat(record(new byte[5000], "H 0 COLUMNS 100")).hasSize(2);
    }

    @Test
    void anEndlessRecordingIsCut() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return '\n';
            }

            @Override
            public int read(byte[] bytes, int from, int count) {
                Arrays.fill(bytes, from, from + count, (byte) 'x');
                return count;
            }
        };
        LastBytes out = new LastBytes();
        Recording.write(
                endless,
                new ByteArrayInputStream("O 0.1 9223372036854775807\n".getBytes(StandardCharsets.UTF_8)),
                out,
                START,
                "t",
                0);

        assertThat(out.count).isLessThan(Recording.MOST_BYTES + 100_000);
        assertThat(out.tail()).contains("the recording was cut here");
    }

    private static final class LastBytes extends OutputStream {
        private final byte[] last = new byte[200];
        private long count;

        @Override
        public void write(int b) {
            last[(int) (count++ % last.length)] = (byte) b;
        }

        String tail() {
            byte[] ordered = new byte[last.length];
            for (int i = 0; i < last.length; i++) {
                ordered[i] = last[(int) ((count + i) % last.length)];
            }
            return new String(ordered, StandardCharsets.UTF_8);
        }
    }
}
