package dev.cook.agents.environment;

import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.config.ServerEnvironments;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environments that the server's file has, for people to read and to try. */
public final class ConfiguredEnvironments {
    private final Backends backends;
    private final EnvironmentSockets sockets;
    private final AtomicInteger checks = new AtomicInteger();
    private volatile Optional<LaunchContext> launching = Optional.empty();

    public ConfiguredEnvironments(Backends backends, EnvironmentSockets sockets) {
        this.backends = backends;
        this.sockets = sockets;
    }

    /** From now on they can be launched. */
    public void launchedBy(LaunchContext how) {
        launching = Optional.of(how);
    }

    /** What the server's file has. */
    public ServerEnvironments server() {
        return backends.server();
    }

    /** The names of those that there are to choose from, sorted. */
    public List<String> names() {
        return backends.byName().keySet().stream().sorted().toList();
    }

    /**
     * A configured environment, for people to read.
     *
     * @param limits what one may use, in words
     * @param usdPerHour empty: unknown
     * @param lacks what those that are made of it lack of what is configured, as far as was seen, and limits that nothing holds
     */
    public record ConfiguredEnvironment(
            String name, String backend, String limits, Optional<String> usdPerHour, Optional<String> lacks) {}

    /** All, by name. */
    public List<ConfiguredEnvironment> all() {
        return backends.byName().values().stream()
                .sorted(Comparator.comparing(configured -> configured.config().name()))
                .map(configured -> new ConfiguredEnvironment(
                        configured.config().name(),
                        configured.config().backend().word(),
                        configured.config().resources().toString(),
                        configured.config().pricePerHour().map(BigDecimal::toPlainString),
                        shortcomings(configured.backend())))
                .toList();
    }

    private static Optional<String> shortcomings(Backend backend) {
        String all = Stream.of(backend.lacking(), backend.notHeld())
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    /** Something that tries what an environment's backend promises; empty: there is no such environment. */
    public Optional<BackendCheck> check(String name) {
        LaunchContext how = launching.orElseThrow(() -> new IllegalStateException("the server has not started"));
        return backends.of(name)
                .map(configured -> new BackendCheck(configured.backend(), sockets, how, checks.incrementAndGet()));
    }
}
