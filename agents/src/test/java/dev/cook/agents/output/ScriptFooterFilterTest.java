package dev.cook.agents.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScriptFooterFilterTest {
    private static final String LAST = "\nScript done on 2026-11-25 04:00:00+00:00 [COMMAND_EXIT_CODE=\"0\"]\n";

    private static String passed(String text, int pieceLength) {
        ScriptFooterFilter footing = new ScriptFooterFilter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += pieceLength) {
            out.writeBytes(
                    footing.pass(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceLength))));
        }
        out.writeBytes(footing.end());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void scriptsLastLineIsLeftOutHoweverItIsCut() {
        for (int length = 1; length < 120; length++) {
            // Its line break may pass; nobody sees it.
            assertThat(passed("one\r\ntwo\r\n" + LAST, length)).isIn("one\r\ntwo\r\n", "one\r\ntwo\r\n\n");
        }
    }

    @Test
    void whatOnlyLooksLikeItPasses() {
        String text = "\nScript done on Monday" + LAST + "x".repeat(300) + "\nScript do";
        for (int length = 1; length < 120; length++) {
            assertThat(passed(text, length)).isEqualTo(text);
        }
    }

    @Test
    void aLineIsSeenWhenItIsWrittenAndNotWhenTheNextOneComes() {
        assertThat(new ScriptFooterFilter().pass("line\r\n".getBytes(StandardCharsets.UTF_8)))
                .asString()
                .isEqualTo("line\r\n");
    }
}
