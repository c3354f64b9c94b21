package dev.cook.agents.backend;

import dev.cook.config.EnvironmentConfig;
import dev.cook.config.ServerEnvironments;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The configured environments, each with what makes it.
 *
 * @param maker makes the backend of an environment, also of one that a repository narrowed
 */
public record Backends(
        Map<String, Configured> byName, ServerEnvironments server, Function<EnvironmentConfig, Backend> maker) {
    /** One configured environment. */
    public record Configured(EnvironmentConfig config, Backend backend) {}

    public Backends {
        byName = Map.copyOf(byName);
    }

    public static Backends of(ServerEnvironments server, Function<EnvironmentConfig, Backend> maker) {
        return new Backends(
                server.byName().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> new Configured(entry.getValue(), maker.apply(entry.getValue())))),
                server,
                maker);
    }

    /** Empty: the operator took it out of the configuration. */
    public Optional<Configured> of(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Names of the server's variables that some environment gives to all that runs in it. */
    public Set<String> secrets() {
        return byName.values().stream()
                .flatMap(configured -> configured.config().secrets().stream())
                .collect(Collectors.toSet());
    }

    /** Each backend once, whatever the number of names that share it. */
    public Set<Backend> all() {
        return byName.values().stream().map(Configured::backend).collect(Collectors.toSet());
    }
}
