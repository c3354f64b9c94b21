package dev.cook.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The environments that a server's file has.
 *
 * @param fallback the name of the one for who names none
 * @param configurationHosts where a repository's file may have configurations fetched from
 */
public record ServerEnvironments(
        Map<String, EnvironmentConfig> byName, String fallback, Set<String> configurationHosts) {
    public ServerEnvironments {
        byName = Map.copyOf(byName);
        configurationHosts = Set.copyOf(configurationHosts);
    }

    /** What a server's file has. */
    public static ServerEnvironments of(CookConfig config) {
        return new ServerEnvironments(
                config.environments(),
                config.server().environment(),
                Set.copyOf(config.server().configurationHosts()));
    }

    public Optional<EnvironmentConfig> of(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
