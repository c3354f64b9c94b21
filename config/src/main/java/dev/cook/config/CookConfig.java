package dev.cook.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one server runs. Each value comes from its environment variable, else from the file, else from the default.
 *
 * @param environments by name; {@code local} is always among them
 * @param agents by name: the {@link KnownAgents}, as the file changed them, and the file's own
 */
public record CookConfig(
        Server server,
        Database database,
        Ssh ssh,
        Http http,
        Limits limits,
        Usage usage,
        Map<String, EnvironmentConfig> environments,
        Map<String, Agent> agents) {
    public CookConfig {
        environments = Collections.unmodifiableMap(new TreeMap<>(environments));
        agents = Collections.unmodifiableMap(new TreeMap<>(agents));
    }

    /**
     * Reads the server's file.
     *
     * @param defaultData the data directory if neither file nor environment names one
     * @throws ConfigException with everything that is wrong; also for a file that cannot be read
     */
    public static CookConfig load(Path file, Map<String, String> environment, Path defaultData) {
        return parse(TextFile.read(file), file.toString(), environment, defaultData);
    }

    /** What a server without a file uses. */
    public static CookConfig defaults(Map<String, String> environment, Path defaultData) {
        return parse("", "(no file)", environment, defaultData);
    }

    /** Reads the text of a server's file; {@code where} is what messages call it. */
    public static CookConfig parse(String text, String where, Map<String, String> environment, Path defaultData) {
        Source source = new Source(where, Map.copyOf(environment), new Problems());
        return new ServerFile(source, source.parse(text)).read(defaultData);
    }

    public Optional<EnvironmentConfig> environment(String name) {
        return Optional.ofNullable(environments.get(name));
    }

    public Optional<Agent> agent(String name) {
        return Optional.ofNullable(agents.get(name));
    }
}
