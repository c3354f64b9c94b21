package dev.cook.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the processes of one environment in /proc, with no file of ids that could be lost or name a stranger.
 *
 * <p>A process belongs to an environment if it runs as the user that is the environment's alone, or if it carries the
 * environment's mark among its variables and runs as a user that the mark is believed of.
 */
final class EnvironmentProcesses {
    private static final Path PROC = Path.of("/proc");

    private final EnvironmentUser user;
    private final byte[] mark;

    EnvironmentProcesses(EnvironmentUser user, Path directory) {
        this.user = user;
        this.mark = mark(directory).getBytes(StandardCharsets.UTF_8);
    }

    static String mark(Path directory) {
        return "COOK_ENVIRONMENT=" + directory;
    }

    boolean any() {
        return !find(1).isEmpty();
    }

    List<ProcessHandle> all() {
        return find(Integer.MAX_VALUE);
    }

    private List<ProcessHandle> find(int limit) {
        int self = EnvironmentUser.self();
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (found.size() >= limit) {
                    break;
                }
                if (belongs(process, self)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private boolean belongs(Path process, int self) {
        Optional<Integer> uid = uidOfLiving(process);
        if (uid.isEmpty()) {
            return false;
        }
        boolean alone = user instanceof EnvironmentUser.Dedicated;
        if (alone && uid.get() == user.uid()) {
            return true;
        }
        boolean believed = uid.get() == self || (!alone && uid.get() == user.uid());
        return believed && isMarked(process);
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

    private boolean isMarked(Path process) {
        byte[] variables;
        try {
            variables = Files.readAllBytes(process.resolve("environ"));
        } catch (IOException _) {
            return false;
        }
        for (int start = 0; start < variables.length; ) {
            int end = start;
            while (end < variables.length && variables[end] != 0) {
                end++;
            }
            if (Arrays.equals(variables, start, end, mark, 0, mark.length)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
