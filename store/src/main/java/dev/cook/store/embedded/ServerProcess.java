package dev.cook.store.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that may be a PostgreSQL server, as /proc shows it. */
record ServerProcess(long pid) {
    private Path proc() {
        return Path.of("/proc", Long.toString(pid));
    }

    /** Whether there is such a process, alive or a zombie. */
    boolean exists() {
        return Files.exists(proc());
    }

    /**
     * Whether this is a living server of that cluster.
     *
     * <p>A server's working directory is its cluster, which holds even when the cluster was moved; where that link may
     * not be read, the command line of the main process still names it.
     */
    boolean serves(Path cluster) {
        return lives() && (worksIn(cluster) || wasStartedFor(cluster));
    }

    private boolean lives() {
        try {
            String stat = Files.readString(proc().resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name in parentheses may itself hold spaces and parentheses; the state follows the last one.
            String state = stat.substring(stat.lastIndexOf(')') + 1).strip().substring(0, 1);
            return !state.equals("Z") && !state.equals("X");
        } catch (IOException e) {
            return false;
        }
    }

    private boolean worksIn(Path cluster) {
        try {
            return Files.readSymbolicLink(proc().resolve("cwd")).equals(cluster)
                    && arguments().stream()
                            .findFirst()
                            .filter(a -> a.contains("postgres"))
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean wasStartedFor(Path cluster) {
        List<String> arguments = arguments();
        int option = arguments.indexOf("-D");
        return option > 0
                && option + 1 < arguments.size()
                && arguments.get(0).endsWith("/postgres")
                && arguments.get(option + 1).equals(cluster.toString());
    }

    private List<String> arguments() {
        try {
            return List.of(Files.readString(proc().resolve("cmdline"), StandardCharsets.UTF_8)
                    .split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
