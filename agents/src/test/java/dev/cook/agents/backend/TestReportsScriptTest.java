package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a gate's work tree count as reports of its tests. */
class TestReportsScriptTest {
    @TempDir
    Path home;

    private Path work;

    @BeforeEach
    void checkOut() throws Exception {
        work = Files.createDirectory(home.resolve("work"));
        Files.createDirectory(home.resolve("run"));
        run("git", "init", "-q");
        write("committed.xml", "<old/>");
        write(".gitignore", "target/\n");
        run("git", "add", ".");
        run("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "all");
    }

    private void write(String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String run(String... command) throws Exception {
        Path out = home.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment()
                .putAll(Map.of("COOK_HOME", home.toString(), "HOME", home.toString(), "GIT_CONFIG_NOSYSTEM", "1"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private String collect(String... patterns) throws Exception {
        Path script = Files.writeString(home.resolve("test-reports"), Scripts.text("test-reports"));
        Path file = Files.write(home.resolve("patterns"), List.of(patterns));
        return run("sh", script.toString(), file.toString());
    }

    @Test
    void filesThatTheRunWroteMatchAsPatternsOfCookDo() throws Exception {
        write("target/surefire-reports/TEST-a.xml", "<a/>");
        write("one/target/surefire-reports/TEST-b c.xml", "<b/>\n");
        write("one/target/surefire-reports/sub/TEST-d.xml", "<d/>");
        write("target/surefire-reports/TEST-a.txt", "text");
        write("out/tap.txt", "ok");
        write("tap.txt", "ok 1\n");

        assertThat(collect("**/target/surefire-reports/*.xml", "tap.txt"))
                .isEqualTo("file 5 one/target/surefire-reports/TEST-b c.xml\n<b/>\nfile 5 tap.txt\nok 1\n"
                        + "file 4 target/surefire-reports/TEST-a.xml\n<a/>");
        assertThat(collect("out/**")).isEqualTo("file 2 out/tap.txt\nok");
    }

    @Test
    void whatIsCommittedWasNotWrittenByTheRun() throws Exception {
        assertThat(collect("*.xml")).isEmpty();

        write("committed.xml", "<changed/>");
        assertThat(collect("*.xml")).isEmpty();
    }

    @Test
    void linksPipesAndOddNamesAreLeftOutAndNothingHangs() throws Exception {
        Files.createSymbolicLink(work.resolve("link.xml"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(work.resolve("linked"), Path.of("/etc"));
        run("mkfifo", "pipe.xml");
        write("-e.xml", "<e/>");
        write("a\nfile 3 b.xml", "<x/>");
        write("quo\"te.xml", "<q/>");

        String sent = collect("*.xml", "linked/passwd", "linked/*", "**/passwd");

        assertThat(sent).contains("file 4 -e.xml\n<e/>", "problem link.xml is not a regular file\n");
        assertThat(sent).doesNotContain("root:", "\nfile 3 b.xml", "<x/>", "<q/>");
    }

    @Test
    void neitherTooManyNorTooLargeFilesAreSent() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1_002; i++) {
            names.add(String.format("many/%04d.tap", i));
            write(names.get(i), "");
        }
        assertThat(collect("many/*").lines())
                .hasSize(1_001)
                .endsWith("file 0 many/0999.tap", "problem more than 1000 files match; the others were left out");

        try (var file = Files.newByteChannel(
                work.resolve("large.xml"),
                java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.WRITE)) {
            file.position(1L << 30);
            file.write(java.nio.ByteBuffer.wrap(new byte[] {1}));
        }
        write("small.xml", "<s/>");
        assertThat(collect("*.xml"))
                .isEqualTo("problem large.xml was left out: the files of one run may have 32 MiB in all\n"
                        + "file 4 small.xml\n<s/>");
    }
}
