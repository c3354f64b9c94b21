package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionsTest {
    private static final List<String> TOP = List.of("repo", "branch", "queue", "session", "gate", "event", "fossil");
    private static final List<String> BRANCH = List.of("list", "ls", "show", "land", "hold", "abandon");

    @Test
    void slipsAndBeginningsFindTheirCommand() {
        assertThat(Suggestions.of("brnach", TOP)).containsExactly("branch");
        assertThat(Suggestions.of("sesion", TOP)).containsExactly("session");
        assertThat(Suggestions.of("sho", BRANCH)).containsExactly("show");
        assertThat(Suggestions.of("frobnicate", TOP)).isEmpty();
        assertThat(Suggestions.of("", TOP)).isEmpty();
    }

    @Test
    void wordsOfOtherToolsFindWhatTheyAreHere() {
        assertThat(Suggestions.of("merge", BRANCH)).containsExactly("land");
        assertThat(Suggestions.of("close", BRANCH)).containsExactly("abandon");
        assertThat(Suggestions.of("logs", TOP)).containsExactly("session log", "gate log");
        assertThat(Suggestions.of("status", TOP)).containsExactly("queue show", "branch list");
        assertThat(Suggestions.of("agents", TOP)).containsExactly("session");
    }
}
