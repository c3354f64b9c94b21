package dev.cook.agents;

import dev.cook.config.EnvironmentConfig;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The configured environments, each with what makes it. */
public record Backends(Map<String, Configured> byName) {
    /** One configured environment. */
    public record Configured(EnvironmentConfig config, Backend backend) {}

    public Backends {
        byName = Map.copyOf(byName);
    }

    /** Empty: the operator took it out of the configuration. */
    Optional<Configured> of(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Names of the server's variables that some environment gives to all that runs in it. */
    Set<String> secrets() {
        return byName.values().stream()
                .flatMap(configured -> configured.config().secrets().stream())
                .collect(Collectors.toSet());
    }

    /** Each backend once, whatever the number of names that share it. */
    Set<Backend> all() {
        return byName.values().stream().map(Configured::backend).collect(Collectors.toSet());
    }
}
