package dev.cook.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerLogTest {
    @TempDir
    private Path directory;

    private ServerLog log;

    @BeforeEach
    void prepareLog() {
        log = new ServerLog(directory.resolve("postgres.log"));
        log.prepare();
    }

    @Test
    void aLongLogIsBegunAnewAndTheOldOneKept() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.file().toFile(), "rw")) {
            file.setLength(ServerLog.LIMIT_BYTES + 1);
        }

        log.beginAnewIfLong();

        assertThat(log.file()).isEmptyFile();
        assertThat(directory.resolve("postgres.log.1")).hasSize(ServerLog.LIMIT_BYTES + 1);
    }

    @Test
    void aShortLogIsLeftAsItIs() throws IOException {
        Files.writeString(log.file(), "ready\n");

        log.beginAnewIfLong();

        assertThat(log.file()).hasContent("ready\n");
    }

    @Test
    void theTailIsTheLastLinesSinceThePosition() throws IOException {
        Files.writeString(log.file(), "former\n");
        long position = log.position();
        String lines = IntStream.rangeClosed(1, 30).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        Files.writeString(log.file(), lines, StandardOpenOption.APPEND);

        assertThat(log.tail(position))
                .contains(log.file().toString())
                .endsWith("line 29\n  line 30")
                .doesNotContain("former", "line 10\n");
    }

    @Test
    void anEmptyTailSaysWhereToLook() {
        assertThat(log.tail(0)).isEqualTo(" (see " + log.file() + ")");
    }
}
