package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineWordsTest {
    @Test
    void splitsAtSpaces() {
        assertThat(words("  repo   create\tteam/thing ")).containsExactly("repo", "create", "team/thing");
        assertThat(words("")).isEmpty();
    }

    @Test
    void undoesQuotesAsAShellWould() {
        assertThat(words("say 'it''s' \"a \\\"b\\\" \\n $x\" c\\ d ''"))
                .containsExactly("say", "its", "a \"b\" \\n $x", "c d", "");
        assertThat(words("a'b c'\"d e\"f")).containsExactly("ab cd ef");
    }

    @Test
    void expandsNothing() {
        assertThat(words("$(id) `id` $HOME * ; | & > x #y"))
                .containsExactly("$(id)", "`id`", "$HOME", "*", ";", "|", "&", ">", "x", "#y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"say 'it", "say \"it", "say \"it\\\"", "say \\", "nul \0"})
    void saysWhatIsWrong(String line) {
        assertThat(CommandLineWords.split(line)).isInstanceOf(CommandLineWords.Split.Bad.class);
    }

    @Test
    void boundsLengthAndCount() {
        assertThat(CommandLineWords.split("a".repeat(CommandLineWords.LONGEST + 1)))
                .isInstanceOf(CommandLineWords.Split.Bad.class);
        assertThat(CommandLineWords.split("a ".repeat(CommandLineWords.MOST + 1)))
                .isInstanceOf(CommandLineWords.Split.Bad.class);
        assertThat(words("a ".repeat(CommandLineWords.MOST))).hasSize(CommandLineWords.MOST);
    }

    private static List<String> words(String line) {
        return switch (CommandLineWords.split(line)) {
            case CommandLineWords.Split.Words(List<String> words) -> words;
            case CommandLineWords.Split.Bad(String problem, String wayOut) -> throw new AssertionError(problem);
        };
    }
}
