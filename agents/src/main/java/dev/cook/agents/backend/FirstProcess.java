package dev.cook.agents.backend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first process of a sandbox. The kernel ends all others of the sandbox with it, whatever they call themselves, and no
 * new one can begin. Which one it is was written down, where nothing in the sandbox gets at it, before the second began.
 */
final class FirstProcess {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** Words after the name of the program in /proc/N/stat: its state, and when it began. */
    private static final int STATE = 0;

    private static final int BEGAN = 19;

    private FirstProcess() {}

    /** The process that a file names, if that lives and the number is not another's by now. */
    static Optional<ProcessHandle> in(Path file) {
        try {
            String[] words = Files.readString(file).strip().split(" ");
            if (words.length != 3 || !Files.readString(BOOT).strip().equals(words[2])) {
                return Optional.empty();
            }
            long pid = Long.parseLong(words[0]);
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] known = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean lives = !known[STATE].equals("Z") && !known[STATE].equals("X");
            return lives && known[BEGAN].equals(words[1]) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException _) {
            // It has not begun, or is gone.
            return Optional.empty();
        }
    }
}
