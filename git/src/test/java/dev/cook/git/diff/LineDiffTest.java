package dev.cook.git.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.git.diff.FileDiff.Change;
import dev.cook.git.diff.FileDiff.Hunk;
import dev.cook.git.diff.FileDiff.Line;
import dev.cook.git.diff.FileDiff.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
    private static FileDiff.Lines compare(String before, String after) {
        return compare(before, after, Whitespace.SHOWN);
    }

    private static FileDiff.Lines compare(String before, String after, Whitespace whitespace) {
        return new LineDiff(before.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8), whitespace)
                .compare();
    }

    /** The lines of a change as git prints them; what differs within a line stands in brackets. */
    private static String printed(FileDiff.Lines diff) {
        return diff.hunks().stream()
                .flatMap(hunk -> Stream.concat(
                        Stream.of("@ " + hunk.oldStart() + " " + hunk.newStart()),
                        hunk.lines().stream()
                                .map(line -> sign(line.change())
                                        + line.spans().stream()
                                                .map(LineDiffTest::printed)
                                                .collect(Collectors.joining()))))
                .collect(Collectors.joining("\n"));
    }

    private static String printed(Span span) {
        String text = span.hidden() ? "<" + span.text() + ">" : span.text();
        return span.changed() ? "[" + text + "]" : text;
    }

    private static String sign(Change change) {
        return switch (change) {
            case NONE -> " ";
            case ADDED -> "+";
            case DELETED -> "-";
        };
    }

    @Test
    void aChangedLineShowsTheWordsThatDiffer() {
        assertThat(printed(compare("a\nreturn cold(water);\nz\n", "a\nreturn hot(water);\nz\n")))
                .isEqualTo("""
                @ 1 1
                 a
                -return [cold](water);
                +return [hot](water);
                 z""");
    }

    @Test
    void aLineThatWasWrittenAnewHasNoColoursWithin() {
        assertThat(printed(compare("return cold(water);\n", "x = 1\n")))
                .isEqualTo("@ 1 1\n-return cold(water);\n+x = 1");
    }

    @Test
    void changesFarApartAreHunksOfTheirOwn() {
        String before = numbers(1, 30);
        String after = before.replace("\n5\n", "\nfive\n").replace("\n25\n", "\n");

        FileDiff.Lines diff = compare(before, after);

        assertThat(diff.hunks()).hasSize(2);
        assertThat(diff.hunks().get(1).oldStart()).isEqualTo(22);
        assertThat(diff.hunks().get(1).newStart()).isEqualTo(22);
        assertThat(diff.added()).isEqualTo(1);
        assertThat(diff.deleted()).isEqualTo(2);
    }

    private static String numbers(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i <= to; i++) {
            text.append(i).append('\n');
        }
        return text.toString();
    }

    @Test
    void whatWouldNotBeSeenIsShownByItsNumber() {
        assertThat(printed(compare("", "if (a) /*\u202e } \u2066if (admin)\u2069 */\n")))
                .contains("<U+202E>", "<U+2066>", "<U+2069>")
                .doesNotContain("\u202e", "\u2066");
        assertThat(printed(compare("", "pass\u200bword\u0000\u001b[31m\n")))
                .contains("pass<U+200B>word", "<U+001B>[31m");
        assertThat(printed(compare("", "us\u200der = 1\n"))).contains("us<U+200D>er");
        assertThat(printed(compare("", "family: \ud83d\udc69\u200d\ud83d\udc67\n")))
                .contains("\ud83d\udc69\u200d\ud83d\udc67");
    }

    @Test
    void aChangeOfTheEndsOfLinesIsSeen() {
        assertThat(printed(compare("a\nb\n", "a\r\nb\n"))).contains("-a", "+a[<CR>]");
        assertThat(printed(compare("a\r\nb\r\n", "a\r\nc\r\n"))).startsWith("@ 1 1\n a\n");
        List<Line> lines = compare("a\n", "a").hunks().getFirst().lines();
        assertThat(lines).extracting(Line::openEnd).containsExactly(false, true);
    }

    @Test
    void blanksCountOnlyWhereTheyAreAskedFor() {
        assertThat(compare("a b\n", "a  b\n", Whitespace.IGNORED).hunks()).isEmpty();
        assertThat(compare("a b\n", "a  b\n", Whitespace.SHOWN).hunks()).hasSize(1);
    }

    @Test
    void aLongLineIsCutAndSaysSo() {
        String shown = printed(compare("", "x".repeat(1 << 20) + "\n"));
        assertThat(shown).hasSizeLessThan(3_000).contains("<… 1,046,576 more characters>");
    }

    /** Counted, not timed: the words of as many lines as there are steps for, and no more. */
    @Test
    void longLinesThatAllChangedAreNotAllComparedByWords() {
        String old = ("keep(" + "a;".repeat(200) + ")\n").repeat(10_000);
        FileDiff.Lines diff = compare(old, old.replace("keep(a", "keep(b"));

        assertThat(diff.deleted()).isEqualTo(10_000);
        assertThat(diff.hunks().stream().flatMap(hunk -> hunk.lines().stream()).filter(line -> line.spans().stream()
                        .anyMatch(Span::changed)))
                .hasSizeBetween(2, 100);
    }

    /** What is shown turns the one text into the other, with the right numbers. */
    @Test
    void theShownLinesTurnTheOneTextIntoTheOther() {
        long seed = Long.getLong("cook.seed", System.nanoTime() % 1_000_000);
        System.out.println("LineDiffTest: repeat with -Dcook.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<String> before = lines(random, 40);
            List<String> after = edited(before, random);
            FileDiff.Lines diff = compare(text(before), text(after));
            assertThat(applied(before, diff)).as("case %d of seed %d", i, seed).isEqualTo(after);
        }
    }

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static List<String> lines(Random random, int most) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(most); i > 0; i--) {
            lines.add("line " + random.nextInt(12));
        }
        return lines;
    }

    private static List<String> edited(List<String> before, Random random) {
        List<String> after = new ArrayList<>(before);
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(after.size() + 1);
            if (random.nextBoolean() || at == after.size()) {
                after.add(at, "new " + random.nextInt(5));
            } else {
                after.remove(at);
            }
        }
        return after;
    }

    private static List<String> applied(List<String> before, FileDiff.Lines diff) {
        List<String> made = new ArrayList<>();
        int read = 0;
        for (Hunk hunk : diff.hunks()) {
            while (read < hunk.oldStart() - 1) {
                made.add(before.get(read++));
            }
            for (Line line : hunk.lines()) {
                if (line.change() != Change.ADDED) {
                    assertThat(line.oldNumber()).contains(read + 1);
                    assertThat(line.text()).isEqualTo(before.get(read++));
                }
                if (line.change() != Change.DELETED) {
                    made.add(line.text());
                    assertThat(line.newNumber()).contains(made.size());
                }
            }
        }
        made.addAll(before.subList(read, before.size()));
        return made;
    }
}
