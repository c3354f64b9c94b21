package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an environment has to have before anything begins in it. */
class NeededToolsTest {
    @TempDir
    Path temp;

    @Test
    void whatIsMissingIsNamedBeforeAnythingBegins() throws Exception {
        Path tools = Files.createDirectories(temp.resolve("tools"));
        for (String tool : List.of("cat", "ssh", "timeout", "sleep", "git", "tmux", "sed", "grep", "rm")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Files.writeString(bin.resolve("far.sh"), Scripts.text("far.sh"));
        Path script = Files.writeString(bin.resolve("bootstrap"), Scripts.text("bootstrap"));
        Path spec = temp.resolve("spec");
        Files.createDirectories(spec.resolve("env"));
        Files.writeString(spec.resolve("idle"), "");
        Files.createDirectories(temp.resolve("cook/run"));
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        tools.toString(),
                        "COOK_BIN",
                        bin.toString(),
                        "COOK_SPEC",
                        spec.toString(),
                        "COOK_HOME",
                        temp.resolve("cook").toString()));

        Process bootstrap = builder.start();

        String said = new String(bootstrap.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bootstrap.waitFor()).isEqualTo(1);
        assertThat(said).contains("lacks what Cook needs in it: awk base64").contains(" find ", " stat ", " xargs");
        assertThat(temp.resolve("cook/run/error")).content().contains("awk");
    }
}
