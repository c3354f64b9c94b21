package dev.cook.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somewhere agents and gates can run.
 *
 * @param place what the backend needs to know to find or make it
 * @param network what it may reach
 * @param loopback ports of the machine's loopback that it reaches at the same ports of its own
 * @param userNamespaces whether what runs in it may make namespaces
 * @param secrets names of the server's environment variables that everything in it gets, gates too
 * @param variables the same for what is no secret
 * @param pricePerHour USD for each hour that one exists; absent: nobody knows
 * @param repos other repositories beside the main one
 * @param configuration what makes it somebody's own
 * @param persistent whether each repository has one of its own whose home directory stays
 * @param idleTimeout how long a session with nothing to do may hold such a one
 */
public record EnvironmentConfig(
        String name,
        BackendSettings place,
        Network network,
        List<Integer> loopback,
        boolean userNamespaces,
        Resources resources,
        List<String> secrets,
        Map<String, String> variables,
        Optional<BigDecimal> pricePerHour,
        List<RepoBeside> repos,
        Optional<Configuration> configuration,
        boolean persistent,
        Duration idleTimeout) {
    public EnvironmentConfig {
        loopback = List.copyOf(loopback);
        secrets = List.copyOf(secrets);
        variables = Map.copyOf(variables);
        repos = List.copyOf(repos);
    }

    /** As many as a checkout may bring along. */
    static final int MOST_REPOS = 16;

    public Backend backend() {
        return switch (place) {
            case BackendSettings.Local _ -> Backend.LOCAL;
            case BackendSettings.Docker _ -> Backend.DOCKER;
            case BackendSettings.Ssh _ -> Backend.SSH;
            case BackendSettings.Plugin _ -> Backend.PLUGIN;
        };
    }
}
