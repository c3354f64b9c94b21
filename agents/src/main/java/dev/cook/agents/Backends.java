package dev.cook.agents;

import dev.cook.config.EnvironmentConfig;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** Each backend once, whatever the number of names that share it. */
    Set<Backend> all() {
        return byName.values().stream().map(Configured::backend).collect(java.util.stream.Collectors.toSet());
    }
}
