package dev.cook.agents.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The living processes of this machine. A look at all of them takes a tenth of a second on a busy one, and a server that
 * starts asks for each of its environments, so one look serves all who asked before it began.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private final ReentrantLock looking = new ReentrantLock();
    private long began = Long.MIN_VALUE;
    private List<Entry> seen = List.of();

    /** One process; its variables are read when somebody asks for them, and once. */
    static final class Entry {
        private final Path directory;
        private final int uid;
        private Optional<List<String>> variables = Optional.empty();

        private Entry(Path directory, int uid) {
            this.directory = directory;
            this.uid = uid;
        }

        long pid() {
            return Long.parseLong(directory.getFileName().toString());
        }

        /** Its real user. */
        int uid() {
            return uid;
        }

        /** Whether it has a variable, written as {@code NAME=VALUE}; not if it may not be known. */
        synchronized boolean has(String variable) {
            if (variables.isEmpty()) {
                variables = Optional.of(read());
            }
            return variables.get().contains(variable);
        }

        private List<String> read() {
            try {
                String all = Files.readString(directory.resolve("environ"), StandardCharsets.ISO_8859_1);
                return List.of(all.split("\0", -1));
            } catch (IOException _) {
                return List.of();
            }
        }
    }

    /** All that live at a moment after this call began. */
    List<Entry> entries() {
        long asked = System.nanoTime();
        looking.lock();
        try {
            if (began == Long.MIN_VALUE || began - asked < 0) {
                began = System.nanoTime();
                seen = look();
            }
            return seen;
        } finally {
            looking.unlock();
        }
    }

    private static List<Entry> look() {
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                uidOfLiving(process).ifPresent(uid -> found.add(new Entry(process, uid)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found);
    }

    /** The real user of a process that is not a zombie; nothing if it is one, or has gone. */
    private static Optional<Integer> uidOfLiving(Path process) {
        try (Stream<String> lines = Files.lines(process.resolve("status"), StandardCharsets.ISO_8859_1)) {
            int uid = -1;
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("State:") && (line.contains("Z") || line.contains("X"))) {
                    return Optional.empty();
                }
                if (line.startsWith("Uid:")) {
                    uid = Integer.parseInt(line.split("\\s+")[1]);
                    break;
                }
            }
            return uid < 0 ? Optional.empty() : Optional.of(uid);
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }
}
