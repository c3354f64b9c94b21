package dev.cook.http.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
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
    void eachWindowHoldsTheLinesThatItSaysWhateverTheText() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int lines = random.nextInt(3 * LineIndex.WINDOW) + 1;
        String text = IntStream.rangeClosed(1, lines)
                .mapToObj(line -> "ä".repeat(random.nextInt(3)) + line)
                .collect(Collectors.joining("\n", "", random.nextBoolean() ? "\n" : ""));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LineIndex index = LineIndex.of(bytes);
        List<String> all = text.lines().toList();

        assertThat(index.lines()).as("seed %d", seed).isEqualTo(lines);
        for (int window = 0; window < index.windows(); window++) {
            String part = new String(
                    bytes, index.from(window), index.to(window) - index.from(window), StandardCharsets.UTF_8);
            assertThat(part.lines().toList())
                    .as("seed %d, window %d", seed, window)
                    .isEqualTo(all.subList(index.first(window) - 1, index.last(window)));
            assertThat(index.windowOf(index.first(window))).isEqualTo(window);
            assertThat(index.windowOf(index.last(window))).isEqualTo(window);
        }
        assertThat(index.windowOf(Integer.MAX_VALUE)).isEqualTo(index.windows() - 1);
        assertThat(index.windowOf(0)).isZero();
    }
}
