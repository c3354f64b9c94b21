package dev.cook.git.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.LineRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eclipse.jgit.diff.RawText;
import org.junit.jupiter.api.Test;

class LineMapTest {
    private static RawText text(List<String> lines) {
        return new RawText((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<LineRange> follow(String before, String after, int first, int last) {
        return LineMap.of(text(List.of(before.split(" "))), text(List.of(after.split(" "))))
                .follow(new LineRange(first, last));
    }

    @Test
    void linesMoveWithWhatIsAddedOrDeletedBeforeThem() {
        assertThat(follow("a b c d", "x y a b c d", 2, 3)).contains(new LineRange(4, 5));
        assertThat(follow("a b c d", "c d", 3, 4)).contains(new LineRange(1, 2));
        assertThat(follow("a b c d", "a b c d x", 4, 4)).contains(new LineRange(4, 4));
        assertThat(follow("a b c d", "a b x c d", 1, 2)).contains(new LineRange(1, 2));
        assertThat(follow("a b c d", "a b x c d", 3, 4)).contains(new LineRange(4, 5));
    }

    @Test
    void linesThatChangedOrAreNotTogetherAnyMoreAreNowhere() {
        assertThat(follow("a b c d", "a x c d", 2, 2)).isEmpty();
        assertThat(follow("a b c d", "a x c d", 1, 2)).isEmpty();
        assertThat(follow("a b c d", "a b x c d", 2, 3)).isEmpty();
        assertThat(follow("a b c d", "a b d", 3, 3)).isEmpty();
        assertThat(follow("a b c d", "z", 1, 4)).isEmpty();
    }

    /** Each line is there once, so what became of it is known without any comparison. */
    @Test
    void aRangeIsFollowedExactlyIfNobodyTouchedIt() {
        Random random = new Random(20261130);
        int followed = 0;
        for (int round = 0; round < 2_000; round++) {
            List<String> before = new ArrayList<>();
            int size = 1 + random.nextInt(30);
            for (int i = 0; i < size; i++) {
                before.add("line " + i);
            }
            List<String> after = new ArrayList<>();
            for (String line : before) {
                switch (random.nextInt(6)) {
                    case 0 -> after.add("new " + random.nextInt());
                    case 1 -> {
                        after.add("new " + random.nextInt());
                        after.add(line);
                    }
                    default -> after.add(line);
                }
            }
            int first = 1 + random.nextInt(size);
            int last = first + random.nextInt(size - first + 1);
            List<String> meant = before.subList(first - 1, last);
            int at = after.indexOf(meant.getFirst());
            boolean together = at >= 0
                    && at + meant.size() <= after.size()
                    && after.subList(at, at + meant.size()).equals(meant);

            Optional<LineRange> found = LineMap.of(text(before), text(after)).follow(new LineRange(first, last));

            assertThat(found)
                    .as("%s-%s of %s in %s", first, last, before, after)
                    .isEqualTo(together ? LineRange.of(at + 1, at + meant.size()) : Optional.empty());
            followed += together ? 1 : 0;
        }
        assertThat(followed).isBetween(300, 1_700);
    }

    /** Where lines repeat it cannot be known which is which, but a place never says something else than it did. */
    @Test
    void aPlaceSaysWhatItSaidWhateverHappenedAroundIt() {
        Random random = new Random(7);
        int followed = 0;
        for (int round = 0; round < 2_000; round++) {
            List<String> before = lines(random);
            List<String> after = lines(random);
            int first = 1 + random.nextInt(before.size());
            int last = first + random.nextInt(Math.min(3, before.size() - first + 1));

            Optional<LineRange> found = LineMap.of(text(before), text(after)).follow(new LineRange(first, last));

            found.ifPresent(range -> assertThat(after.subList(range.first() - 1, range.last()))
                    .isEqualTo(before.subList(first - 1, last)));
            followed += found.isPresent() ? 1 : 0;
        }
        assertThat(followed).isGreaterThan(300);
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        int size = 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            lines.add(List.of("a", "b", "c", "", "}").get(random.nextInt(5)));
        }
        return lines;
    }
}
