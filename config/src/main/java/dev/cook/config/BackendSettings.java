package dev.cook.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where an environment is, in the words of its backend. */
public sealed interface BackendSettings {
    /**
     * This machine.
     *
     * @param paths shown read-only inside the sandbox, beside the system's own
     */
    record Local(Sandbox sandbox, List<Path> paths) implements BackendSettings {
        public Local {
            paths = List.copyOf(paths);
        }
    }

    /** A container made from an image that the engine has or can fetch. */
    record Docker(String image) implements BackendSettings {}

    /**
     * A machine that an OpenSSH client reaches without asking anybody.
     *
     * @param host as {@code ssh://user@host:port}
     */
    record Ssh(URI host) implements BackendSettings {}

    /**
     * A program that speaks one JSON line a verb.
     *
     * @param settings passed on to it as they are
     */
    record Plugin(Path program, Map<String, String> settings) implements BackendSettings {
        public Plugin {
            settings = Map.copyOf(settings);
        }
    }
}
