package dev.cook.agents.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScriptOutputTest {
    @Test
    void theLinesThatScriptPutsAroundAreGone() {
        assertThat(
                        body(
                                "Script started on 2026-01-01 [TERM=\"x\"]\none\r\ntwo\r\n\nScript done on 2026-01-01 [E=\"0\"]\n"))
                .isEqualTo("one\r\ntwo\r\n");
    }

    @Test
    void whatACommandItselfSaysOfScriptsStays() {
        assertThat(body("say: Script started on\nScript done on\n" + "x".repeat(300)))
                .startsWith("say: Script started on\nScript done on\n");
    }

    @Test
    void aCutRecordingIsLeftAsItIs() {
        assertThat(body("")).isEmpty();
        assertThat(body("Script started on")).isEqualTo("Script started on");
    }

    private static String body(String recorded) {
        return new String(ScriptOutput.body(recorded.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
