package dev.cook.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server says of itself in {@code postmaster.pid}: its process, its port (0 while unknown) and whether it takes
 * connections. The lines are described in PostgreSQL's {@code src/include/utils/pidfile.h}.
 */
record PostmasterFile(long pid, int port, boolean ready) {
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    static Path in(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    /** Empty when there is none, or when it is just being written. */
    static Optional<PostmasterFile> read(Path cluster) {
        try {
            return parse(Files.readAllLines(in(cluster)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + in(cluster), e);
        }
    }

    static Optional<PostmasterFile> parse(List<String> lines) {
        try {
            if (lines.isEmpty()) {
                return Optional.empty();
            }
            long pid = Long.parseLong(lines.get(PID_LINE).strip());
            int port = lines.size() > PORT_LINE
                    ? Integer.parseInt(lines.get(PORT_LINE).strip())
                    : 0;
            boolean ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return Optional.of(new PostmasterFile(pid, port, ready));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
