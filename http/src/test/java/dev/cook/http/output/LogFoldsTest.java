package dev.cook.http.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LogFoldsTest {
    @Test
    void gitHubsGroupsFoldAndTellHowManyLinesTheyHold() {
        assertThat(folded("a\n::group::Install\nb\nc\n::endgroup::\nd\n", -1))
                .isEqualTo("1 a|(2 Install +2: 3 b|4 c)|5 ::endgroup::|6 d");
        assertThat(folded("##[group]Set up\r\nb\r\n##[endgroup]\r\n", -1))
                .isEqualTo("(1 Set up +1: 2 b)|3 ##[endgroup]");
    }

    @Test
    void gitLabsSectionsFoldWhateverColoursAreAround() {
        String log = """
                \u001b[0Ksection_start:1560896352:build_it[collapsed=true]\r\u001b[0K\u001b[36;1mBuild\u001b[0m
                \u001b[31mb\u001b[0m
                section_end:1560896353:build_it\r\u001b[0Ksection_start:1560896354:test\r\u001b[0KTest
                c
                section_end:1560896355:test\r\u001b[0K
                """;
        assertThat(folded(log, -1)).isEqualTo("(1 Build +1: 2 b)|(3 Test +1: 4 c)|5 ");
    }

    @Test
    void aGroupThatDoesNotEndIsWhereTheProgramStoppedSoItIsOpen() {
        assertThat(folded("::group::Tests\nfailed\n", -1)).isEqualTo("[1 Tests +1: 2 failed]");
        assertThat(text(LogFolds.of(lines("::group::Tests\nb\n"), 1, false, false, -1)))
                .as("in the window after this one, it goes on")
                .isEqualTo("(1 Tests +1: 2 b)");
    }

    @Test
    void theGroupsAroundALineThatSomebodyCameForAreOpen() {
        String log = "::group::A\n::group::B\nx\n::endgroup::\n::group::C\ny\n::endgroup::\n::endgroup::\n";
        assertThat(folded(log, 3))
                .isEqualTo("[1 A +6: [2 B +1: 3 x]|4 ::endgroup::|(5 C +1: 6 y)|7 ::endgroup::]|8 ::endgroup::");
    }

    @Test
    void anEndThatBelongsToNothingAndGroupsWithoutEndDoNoHarm() {
        assertThat(folded("::endgroup::\na\nsection_end:1:x\n", -1)).isEqualTo("1 ::endgroup::|2 a|3 section_end:1:x");
        assertThat(LogFolds.of(lines("::group::g\n".repeat(5_000)), 1, false, true, -1))
                .hasSize(1);
        assertThat(folded("echo ::group::no\n" + "z".repeat(1_000) + "::group::no\n", -1))
                .as("only where a line begins")
                .doesNotContain("(");
    }

    @Test
    void theFirstLineOfAWindowMayGoOnWithOneBefore() {
        assertThat(text(LogFolds.of(lines("rest\nnext\n"), 7, true, true, -1))).isEqualTo("0 rest|8 next");
    }

    private static List<TerminalLines.Line> lines(String log) {
        return TerminalLines.lines(log.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    private static String folded(String log, int shown) {
        return text(LogFolds.of(lines(log), 1, false, true, shown));
    }

    private static String text(List<LogPart> parts) {
        return parts.stream()
                .map(part -> switch (part) {
                    case LogPart.Row row ->
                        row.number() + " "
                                + row.spans().stream()
                                        .map(TerminalLines.Span::text)
                                        .collect(Collectors.joining());
                    case LogPart.Group group ->
                        (group.open() ? "[" : "(") + group.number() + " " + group.title() + " +" + group.lines() + ": "
                                + text(group.parts()) + (group.open() ? "]" : ")");
                })
                .collect(Collectors.joining("|"));
    }
}
