package dev.cook.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @Test
    void aLongAnswerIsReadAsAWhole(@TempDir Path scratch) {
        Programs programs = new Programs(scratch, Map.of("PATH", "/usr/bin:/bin"));

        assertThat(programs.say(scratch, "head", "-c", "100000", "/dev/zero")).hasSize(100_000);
    }
}
