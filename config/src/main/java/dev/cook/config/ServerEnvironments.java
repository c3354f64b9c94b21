package dev.cook.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The environments that a server's file has.
 *
 * @param fallback the name of the one for who names none
 */
public record ServerEnvironments(Map<String, EnvironmentConfig> byName, String fallback) {
    public ServerEnvironments {
        byName = Map.copyOf(byName);
    }

    public Optional<EnvironmentConfig> of(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
