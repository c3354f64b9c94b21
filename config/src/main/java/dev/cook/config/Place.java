package dev.cook.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where an environment is, in the words of its backend. */
public sealed interface Place {
    /**
     * This machine.
     *
     * @param paths shown read-only inside the sandbox, beside the system's own
     */
    record Local(Sandbox sandbox, List<Path> paths) implements Place {
        public Local {
            paths = List.copyOf(paths);
        }
    }

    /** A container made from an image that the engine has or can fetch. */
    record Docker(String image) implements Place {}

    /**
     * A machine that an OpenSSH client reaches without asking anybody.
     *
     * @param host as {@code ssh://user@host:port}
     */
    record Ssh(URI host) implements Place {}

    /**
     * A program that speaks one JSON line a verb.
     *
     * @param settings passed on to it as they are
     */
    record Plugin(Path program, Map<String, String> settings) implements Place {
        public Plugin {
            settings = Map.copyOf(settings);
        }
    }
}
