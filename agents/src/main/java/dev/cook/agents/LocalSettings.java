package dev.cook.agents;

import java.nio.file.Path;
import java.util.List;

/**
 * How environments on this machine are made.
 *
 * @param data the server's data directory; environments live below it and never see it
 * @param extraPaths what a sandbox may read besides the system's own directories, such as a tool chain
 * @param processes at once in one environment; applied where it has a user of its own
 * @param fileBytes the largest file that it may write
 */
public record LocalSettings(Path data, Isolation isolation, List<Path> extraPaths, int processes, long fileBytes) {
    /** As the configuration has them where nobody says otherwise. */
    private static final int USUAL_PROCESSES = 8192;

    private static final long USUAL_FILE_BYTES = 4L << 30;

    /** With the usual limits. */
    public LocalSettings(Path data, Isolation isolation, List<Path> extraPaths) {
        this(data, isolation, extraPaths, USUAL_PROCESSES, USUAL_FILE_BYTES);
    }

    /** What stands between an environment and the machine. */
    public enum Isolation {
        /** bubblewrap: own mounts, processes and user. */
        BUBBLEWRAP,
        /** Nothing but file permissions: for machines that are a sandbox themselves. */
        NONE
    }

    public LocalSettings {
        extraPaths = List.copyOf(extraPaths);
        if (!data.isAbsolute()) {
            throw new IllegalArgumentException("the data directory needs an absolute path: " + data);
        }
        for (Path path : extraPaths) {
            if (!path.isAbsolute() || data.startsWith(path.normalize())) {
                throw new IllegalArgumentException("'" + path
                        + "' cannot be shown to environments: it needs to be absolute and not hold the data directory");
            }
        }
    }

    Path environments() {
        return data.resolve("environments");
    }
}
