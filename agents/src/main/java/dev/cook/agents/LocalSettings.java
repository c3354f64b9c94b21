package dev.cook.agents;

import java.nio.file.Path;
import java.util.List;

/**
 * How environments on this machine are made.
 *
 * @param data the server's data directory; environments live below it and never see it
 * @param extraPaths what a sandbox may read besides the system's own directories, such as a tool chain
 */
public record LocalSettings(Path data, Isolation isolation, List<Path> extraPaths) {
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
