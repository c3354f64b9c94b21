package dev.cook.agents.backend;

import dev.cook.agents.backend.LocalSettings.Isolation;
import java.nio.file.Path;

/**
 * One environment's directory as the machine sees it, and the same places as the environment sees them.
 *
 * <p>Only {@code cook} below it can be written from inside; the rest belongs to the server, so that writing there never
 * follows a link that the environment has laid.
 */
record EnvironmentDirectories(Path directory, Isolation isolation) {
    /** What the environment may write: home, work, run, jobs. */
    Path cook() {
        return directory.resolve("cook");
    }

    Path bin() {
        return directory.resolve("cook-bin");
    }

    Path spec() {
        return directory.resolve("cook-spec");
    }

    Path passwd() {
        return directory.resolve("passwd");
    }

    Path group() {
        return directory.resolve("group");
    }

    /** Which process is the sandbox's first. */
    Path first() {
        return directory.resolve("first");
    }

    /** The filter of system calls. */
    Path filter() {
        return directory.resolve("filter");
    }

    /** What names are asked for where the network is the sandbox's own. */
    Path resolver() {
        return directory.resolve("resolv.conf");
    }

    /** What the sandbox and the bootstrap said. */
    Path log() {
        return directory.resolve("log");
    }

    String cookInside() {
        return inside(cook());
    }

    String binInside() {
        return inside(bin());
    }

    String specInside() {
        return inside(spec());
    }

    String objectsInside(Path objects) {
        return switch (isolation) {
            case BUBBLEWRAP -> "/cook-objects";
            case NONE -> objects.toString();
        };
    }

    private String inside(Path path) {
        return switch (isolation) {
            case BUBBLEWRAP -> "/" + path.getFileName();
            case NONE -> path.toString();
        };
    }
}
