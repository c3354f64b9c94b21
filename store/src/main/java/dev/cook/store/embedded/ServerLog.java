package dev.cook.store.embedded;

import dev.cook.domain.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file that PostgreSQL and its tools write to. */
record ServerLog(Path file) {
    /** Beyond this a new file is begun, and one old one is kept: enough for weeks of quiet and for one bad day. */
    static final long LIMIT_BYTES = 10L << 20;

    private static final int TAIL_LINES = 20;
    private static final int TAIL_BYTES = 8 << 10;

    /** Makes the file if it is not there; only the user that runs Cook may read it. */
    void prepare() {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, ServerDirectory.PRIVATE_FILE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    /**
     * Begins a new file if this one is long.
     *
     * <p>By copying and emptying, since PostgreSQL keeps the file open (for appending, so its next line goes to the
     * beginning); lines written between the two steps are lost. A pipe through this JVM would lose none of those but
     * all that PostgreSQL has to say after the JVM died.
     */
    void beginAnewIfLong() {
        try {
            if (Files.size(file) > LIMIT_BYTES) {
                Path old = file.resolveSibling(file.getFileName() + ".1");
                Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot begin a new " + file, e);
        }
    }

    /** How long the file is now: a place to read the tail from later. */
    long position() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The last lines since that position for the end of an error message, or where to look when there are none. */
    String tail(long since) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = channel.size();
            long from = Math.max(Math.min(since, end), end - TAIL_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(end - from));
            channel.read(bytes, from);
            List<String> lines = Text.printableLines(
                            StandardCharsets.UTF_8.decode(bytes.flip()).toString())
                    .lines()
                    .toList();
            if (lines.isEmpty()) {
                return " (see " + file + ")";
            }
            List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return "\nThe last lines of " + file + ":\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return " (and " + file + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
