package dev.cook.http.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineIndexTest {
    private static LineIndex of(String text) {
        return LineIndex.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLastLineWithoutAnEndCountsAndNothingAfterAnEndDoesNot() {
        assertThat(of("").lines()).isZero();
        assertThat(of("a").lines()).isOne();
        assertThat(of("a\n").lines()).isOne();
        assertThat(of("a\n\nb").lines()).isEqualTo(3);
        assertThat(of("x\n".repeat(LineIndex.WINDOW)).windows()).isOne();
        assertThat(of("x\n".repeat(LineIndex.WINDOW) + "y").windows()).isEqualTo(2);
    }

    @Test
    void everyByteIsInOneWindowAndEveryLineIsFoundWhateverTheText() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20; round++) {
            byte[] text = text(random);
            LineIndex index = LineIndex.of(text);
            String told = "seed " + seed + ", round " + round;

            int[] beginnings = beginnings(text);
            assertThat(index.lines()).as(told).isEqualTo(beginnings.length);
            int at = 0;
            for (int window = 0; window < index.windows(); window++) {
                assertThat(index.from(window)).as(told).isEqualTo(at);
                assertThat(index.to(window) - at).as(told).isBetween(text.length == 0 ? 0 : 1, LineIndex.WINDOW_BYTES);
                assertThat(index.last(window) - index.first(window)).as(told).isBetween(-1, LineIndex.WINDOW - 1);
                boolean continues = at > 0 && text[at - 1] != '\n';
                assertThat(index.continues(window)).as(told).isEqualTo(continues);
                at = index.to(window);
            }
            assertThat(at).as(told).isEqualTo(text.length);
            for (int line = 1; line <= beginnings.length; line++) {
                int window = index.windowOf(line);
                assertThat(beginnings[line - 1])
                        .as("%s, line %d", told, line)
                        .isBetween(index.from(window), index.to(window) - 1);
                assertThat(line).as(told).isBetween(index.first(window), index.last(window));
            }
            assertThat(index.windowOf(Integer.MAX_VALUE))
                    .as(told)
                    .isEqualTo(index.windowOf(Math.max(1, beginnings.length)));
            assertThat(index.windowOf(0)).as(told).isZero();
        }
    }

    @Test
    void aLineLongerThanAWindowIsCutBetweenCharactersAndBeforeASequence() {
        String whole = "a" + "€".repeat(LineIndex.WINDOW_BYTES) + "\nlast";
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        LineIndex index = LineIndex.of(bytes);
        StringBuilder read = new StringBuilder();
        for (int window = 0; window < index.windows(); window++) {
            read.append(part(bytes, index, window));
        }
        assertThat(index.windows()).isGreaterThan(3);
        assertThat(read).hasToString(whole);
        assertThat(index.first(1)).isOne();
        assertThat(index.last(1)).isOne();
        assertThat(part(bytes, index, index.windowOf(2))).endsWith("last");

        byte[] coloured = ("x".repeat(LineIndex.WINDOW_BYTES - 3) + "\u001b[31mred").getBytes(StandardCharsets.UTF_8);
        assertThat(part(coloured, LineIndex.of(coloured), 1)).isEqualTo("\u001b[31mred");
    }

    private static String part(byte[] text, LineIndex index, int window) {
        return new String(text, index.from(window), index.to(window) - index.from(window), StandardCharsets.UTF_8);
    }

    /** Lines of every kind: none, short, many, longer than a window, with colours, of bytes that are no text. */
    private static byte[] text(SplittableRandom random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int lines = random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(3 * LineIndex.WINDOW);
        for (int line = 0; line < lines; line++) {
            out.writeBytes(line(random).getBytes(StandardCharsets.UTF_8));
            if (random.nextInt(20) == 0) {
                byte[] noise = new byte[random.nextInt(50)];
                random.nextBytes(noise);
                out.writeBytes(noise);
            }
            if (line + 1 < lines || random.nextBoolean()) {
                out.writeBytes((random.nextBoolean() ? "\r\n" : "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static String line(SplittableRandom random) {
        return switch (random.nextInt(1_000)) {
            case 0 -> "x".repeat(1 << 20);
            case 1 -> "€".repeat(random.nextInt(1 << 20));
            case 2 -> "\u001b[31m".repeat(random.nextInt(1 << 18));
            case 3 -> "y".repeat(LineIndex.WINDOW_BYTES - random.nextInt(3));
            default -> "ä".repeat(random.nextInt(3)) + "\u001b[1m" + random.nextInt();
        };
    }

    /** Where each line begins, found in another way. */
    private static int[] beginnings(byte[] text) {
        return IntStream.range(0, text.length)
                .filter(at -> at == 0 || text[at - 1] == '\n')
                .toArray();
    }
}
