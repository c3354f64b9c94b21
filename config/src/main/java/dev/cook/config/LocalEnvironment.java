package dev.cook.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Environments on the server's own machine.
 *
 * @param paths shown read-only inside the sandbox, beside the system's own
 * @param processes at once, for one environment
 * @param fileSize the largest file it may write, in bytes
 */
public record LocalEnvironment(Sandbox sandbox, List<Path> paths, int processes, long fileSize) {
    public LocalEnvironment {
        paths = List.copyOf(paths);
    }
}
