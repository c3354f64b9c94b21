package dev.cook.agents.backend;

import dev.cook.config.Network;
import dev.cook.config.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How environments on this machine are made.
 *
 * @param data the server's data directory; environments live below it and never see it
 * @param extraPaths what a sandbox may read besides the system's own directories, such as a tool chain
 * @param network what one may reach; only a sandbox can be kept from anything
 * @param userNamespaces whether what runs in a sandbox may make namespaces
 * @param resources what one environment may use; the number of processes is held where it has a user of its own
 */
public record LocalSettings(
        Path data,
        Isolation isolation,
        List<Path> extraPaths,
        Network network,
        boolean userNamespaces,
        Resources resources) {
    /** As the configuration has them where nobody says otherwise. */
    private static final Resources USUAL =
            new Resources(Optional.empty(), Optional.empty(), 8192, 4L << 30, Optional.empty(), Optional.empty());

    /** With the usual limits and the machine's own network. */
    public LocalSettings(Path data, Isolation isolation, List<Path> extraPaths) {
        this(data, isolation, extraPaths, new Network.Host(), false, USUAL);
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
        if (isolation == Isolation.NONE && network.isClosed()) {
            throw new IllegalArgumentException(
                    "without a sandbox an environment can reach everything that this machine can; set network = \"host\"");
        }
        if (!data.isAbsolute()) {
            throw new IllegalArgumentException("the data directory needs an absolute path: " + data);
        }
        for (Path path : extraPaths) {
            if (!path.isAbsolute() || data.startsWith(path.normalize())) {
                throw new IllegalArgumentException(
                        "'" + path
                                + "' cannot be shared with environments: the path must be absolute and must not contain the data directory");
            }
        }
    }

    /** Whether an environment has no loopback but its own, and gets to the server through a socket alone. */
    boolean isApart() {
        return isolation == Isolation.BUBBLEWRAP && !(network instanceof Network.Host);
    }

    Path environments() {
        return data.resolve("environments");
    }
}
