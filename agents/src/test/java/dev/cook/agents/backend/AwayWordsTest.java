package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether an environment waits for the server, told from what git and ssh say. */
class AwayWordsTest {
    private static final String LOST = """
            fatal: Could not read from remote repository.

            Please make sure you have the correct access rights
            and the repository exists.
            """;

    @TempDir
    Path temp;

    @Test
    void aServerThatDiesIsAwayAndOneThatRefusesIsNot() throws Exception {
        assertThat(isAway("Connection closed by 127.0.0.1 port 22\n" + LOST)).isTrue();
        assertThat(isAway("ssh: connect to host 127.0.0.1 port 22: Connection refused\n" + LOST))
                .isTrue();
        assertThat(isAway(LOST)).as("killed while it answered").isTrue();
        assertThat(isAway("cook: no repository thing\n" + LOST)).isFalse();
        assertThat(isAway("cook@127.0.0.1: Permission denied (publickey).\n" + LOST))
                .isFalse();
        assertThat(isAway("fatal: couldn't find remote ref refs/heads/gone\n")).isFalse();
        assertThat(isAway("error: failed to push some refs to 'cook:thing'\n")).isFalse();
        assertThat(isAway("")).isFalse();
    }

    private boolean isAway(String words) throws Exception {
        Path script = temp.resolve("far.sh");
        try (InputStream resource = Objects.requireNonNull(AwayWordsTest.class.getResourceAsStream("script/far.sh"))) {
            Files.write(script, resource.readAllBytes());
        }
        Path said = Files.writeString(temp.resolve("said"), words);
        Process process = new ProcessBuilder("sh", "-c", ". \"$0\"; is_away \"$1\"", script.toString(), said.toString())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
