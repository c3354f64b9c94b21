package dev.cook.agents.backend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Finds the processes of one environment in /proc, with no file of ids that could be lost or name a stranger.
 *
 * <p>A process belongs to an environment if it runs as the user that is the environment's alone, or if it carries the
 * environment's mark among its variables and runs as a user that the mark is believed of. The mark holds random digits, so
 * that nothing can pass for a process of an environment that it is not in. What is in a sandbox may take its mark off: the
 * sandbox's {@link FirstProcess} ends it all the same.
 */
final class EnvironmentProcesses {
    private static final String MARK = "mark";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The variable that holds the mark. */
    static final String VARIABLE = "COOK_ENVIRONMENT";

    private final ProcessTable table;
    private final EnvironmentUser user;
    /** As the table reads variables, each byte a character. */
    private final Optional<String> mark;

    EnvironmentProcesses(ProcessTable table, EnvironmentUser user, Path directory) {
        this.table = table;
        this.user = user;
        this.mark = mark(directory)
                .map(value -> new String(
                        (VARIABLE + "=" + value).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
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
        int self = EnvironmentUser.self();
        return table.entries().stream().anyMatch(process -> belongs(process, self));
    }

    List<ProcessHandle> all() {
        int self = EnvironmentUser.self();
        return table.entries().stream()
                .filter(process -> belongs(process, self))
                .map(process -> ProcessHandle.of(process.pid()))
                .flatMap(Optional::stream)
                .toList();
    }

    private boolean belongs(ProcessTable.Entry process, int self) {
        boolean alone = user instanceof EnvironmentUser.Dedicated;
        if (alone && process.uid() == user.uid()) {
            return true;
        }
        boolean believed = process.uid() == self || (!alone && process.uid() == user.uid());
        return believed && mark.filter(process::has).isPresent();
    }
}
