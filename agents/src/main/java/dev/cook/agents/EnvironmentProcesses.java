package dev.cook.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the processes of one environment in /proc, with no file of ids that could be lost or name a stranger.
 *
 * <p>A process belongs to an environment if it runs as the user that is the environment's alone, or if it carries the
 * environment's mark among its variables and runs as a user that the mark is believed of. The mark holds random digits, so
 * that nothing can pass for a process of an environment that it is not in. What is in a sandbox may take its mark off: the
 * sandbox's {@link FirstProcess} ends it all the same.
 */
final class EnvironmentProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final String MARK = "mark";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The variable that holds the mark. */
    static final String VARIABLE = "COOK_ENVIRONMENT";

    private final EnvironmentUser user;
    private final Optional<byte[]> mark;

    EnvironmentProcesses(EnvironmentUser user, Path directory) {
        this.user = user;
        this.mark = mark(directory).map(value -> (VARIABLE + "=" + value).getBytes(StandardCharsets.UTF_8));
    }

    /** What its processes are marked with; empty: it never ran. */
    static Optional<String> mark(Path directory) {
        try {
            return Optional.of(Files.readString(directory.resolve(MARK)));
        } catch (IOException _) {
            // Those that an older version launched are called like their directory.
            return Files.isDirectory(directory) ? Optional.of(directory.toString()) : Optional.empty();
        }
    }

    /** Makes a mark for an environment that is about to run for the first time. */
    static void makeMark(Path directory) throws IOException {
        Path file = directory.resolve(MARK);
        if (!Files.exists(file)) {
            byte[] random = new byte[16];
            RANDOM.nextBytes(random);
            Path half = directory.resolve(MARK + ".new");
            Files.deleteIfExists(half);
            Path made = Files.createFile(
                    half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(made, directory + "#" + HexFormat.of().formatHex(random));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        }
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
        return believed && mark.filter(value -> isMarked(process, value)).isPresent();
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

    private static boolean isMarked(Path process, byte[] mark) {
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
