package dev.cook.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the tables {@code [environments.NAME]} of a repository's file. Whoever lands there wrote them, so they may ask for
 * less than the server's environment gives and for nothing else: no secret, place, price or wider network.
 */
final class RepoEnvironmentTables {
    /** Of one file. */
    private static final int MOST = 20;

    /** As the tar header has room for, in which variables travel. */
    private static final int LONGEST_VARIABLE = 80;

    private static final List<String> PRIVILEGED = ServerSettings.TABLE.in(ServerSettings.ENVIRONMENT).stream()
            .map(Setting::key)
            .filter(key -> RepoSettings.TABLE.in(RepoSettings.ENVIRONMENT).stream()
                    .noneMatch(own -> own.key().equals(key)))
            .toList();

    private final Section environments;
    private final Optional<ServerEnvironments> server;

    /** @param server empty: only the form is checked, and there are none */
    RepoEnvironmentTables(Section environments, Optional<ServerEnvironments> server) {
        this.environments = environments;
        this.server = server;
    }

    Map<String, RepoEnvironment> read() {
        Map<String, RepoEnvironment> read = new HashMap<>();
        if (environments.table().size() > MOST) {
            environments.source().refuse(environments.at(), "environments: at most " + MOST + " are allowed");
            return read;
        }
        for (String name : environments.table().keySet()) {
            if (environments.isName(name)) {
                environment(environments.child(name)).ifPresent(environment -> read.put(name, environment));
            }
        }
        return read;
    }

    private Optional<RepoEnvironment> environment(Section section) {
        section.refuseOthers(RepoSettings.TABLE.in(RepoSettings.ENVIRONMENT), PRIVILEGED);
        for (String key : PRIVILEGED) {
            if (section.table().contains(List.of(key))) {
                section.source()
                        .refuse(section.position(key), section.label(key) + ": can be set only in the server's file");
            }
        }
        Optional<String> from = section.find(RepoSettings.FROM);
        Asked asked = Asked.of(section);
        if (server.isEmpty()) {
            return Optional.empty();
        }
        String base = from.orElse(server.get().fallback());
        Optional<EnvironmentConfig> there = server.get().of(base);
        if (there.isEmpty()) {
            section.refuse(
                    RepoSettings.FROM,
                    "the server has no environment " + QuotedValue.quoted(base) + "; there are: "
                            + String.join(
                                    ", ", server.get().names().stream().sorted().toList()));
        }
        return there.map(config -> new RepoEnvironment(
                base, new Narrowing(section, config, server.get().configurationHosts()).narrow(asked)));
    }

    /** What a table asks for. */
    record Asked(
            Resources resources,
            Optional<Integer> processes,
            Optional<Long> fileSize,
            Optional<Network> network,
            Map<String, String> variables,
            List<RepoBeside> repos,
            Optional<Configuration> configuration) {
        static Asked of(Section section) {
            Map<String, String> variables = section.find(RepoSettings.VARIABLES).orElse(Map.of());
            for (String name : new TreeSet<>(variables.keySet())) {
                if (name.equals("HOME") || name.length() > LONGEST_VARIABLE) {
                    section.refuse(RepoSettings.VARIABLES, QuotedValue.quoted(name) + " cannot be set");
                }
            }
            List<RepoBeside> repos = section.find(RepoSettings.REPOS).orElse(List.of());
            EnvironmentTables.refuseClashes(section, RepoSettings.REPOS, repos);
            return new Asked(
                    new Resources(
                            section.find(RepoSettings.CPUS),
                            section.find(RepoSettings.MEMORY),
                            0,
                            0,
                            section.find(RepoSettings.WALL_TIME),
                            section.find(RepoSettings.DISK)),
                    section.find(RepoSettings.PROCESSES),
                    section.find(RepoSettings.FILE_SIZE),
                    section.find(RepoSettings.NETWORK),
                    variables,
                    repos,
                    section.find(RepoSettings.CONFIGURATION));
        }
    }

    /** One of the server's environments, and what may be taken away from it. */
    private record Narrowing(Section section, EnvironmentConfig base, Set<String> hosts) {
        EnvironmentConfig narrow(Asked asked) {
            Resources most = base.resources();
            return new EnvironmentConfig(
                    base.name(),
                    base.place(),
                    network(asked.network()),
                    base.loopback(),
                    base.userNamespaces(),
                    new Resources(
                            held(
                                    RepoSettings.CPUS,
                                    most.cpus(),
                                    asked.resources().cpus()),
                            held(
                                    RepoSettings.MEMORY,
                                    most.memory(),
                                    asked.resources().memory()),
                            within(RepoSettings.PROCESSES, Optional.of(most.processes()), asked.processes())
                                    .orElse(most.processes()),
                            within(RepoSettings.FILE_SIZE, Optional.of(most.fileSize()), asked.fileSize())
                                    .orElse(most.fileSize()),
                            within(
                                    RepoSettings.WALL_TIME,
                                    most.wallTime(),
                                    asked.resources().wallTime()),
                            disk(most.disk(), asked.resources().disk())),
                    base.secrets(),
                    variables(asked.variables()),
                    base.pricePerHour(),
                    repos(asked.repos()),
                    configuration(asked.configuration()),
                    base.persistent(),
                    base.idleTimeout());
        }

        private <T extends Comparable<T>> Optional<T> within(Setting<T> setting, Optional<T> most, Optional<T> asked) {
            if (asked.isPresent() && most.isPresent() && asked.get().compareTo(most.get()) > 0) {
                section.refuse(setting, "is more than the server's environment " + base.name() + " has");
            }
            return asked.or(() -> most);
        }

        /** What only some backends can hold. */
        private <T extends Comparable<T>> Optional<T> held(Setting<T> setting, Optional<T> most, Optional<T> asked) {
            if (asked.isPresent()) {
                requireHeld(setting);
            }
            return within(setting, most, asked);
        }

        private Optional<Long> disk(Optional<Long> most, Optional<Long> asked) {
            if (asked.isPresent() && base.backend() != Backend.LOCAL) {
                refuseUnheld(RepoSettings.DISK);
            }
            return within(RepoSettings.DISK, most, asked);
        }

        private void requireHeld(Setting<?> setting) {
            if (base.backend() == Backend.SSH || base.backend() == Backend.PLUGIN) {
                refuseUnheld(setting);
            }
        }

        private void refuseUnheld(Setting<?> setting) {
            section.refuse(
                    setting,
                    "is not supported by " + base.name() + ", whose backend is "
                            + base.backend().word());
        }

        private Network network(Optional<Network> asked) {
            if (asked.isEmpty()) {
                return base.network();
            }
            requireHeld(RepoSettings.NETWORK);
            boolean open = base.place() instanceof BackendSettings.Local local && local.sandbox() == Sandbox.NONE;
            if (open && asked.get().isClosed()) {
                section.refuse(RepoSettings.NETWORK, "is not supported by " + base.name() + ", which has no sandbox");
            }
            if (!asked.get().isWithin(base.network())) {
                section.refuse(
                        RepoSettings.NETWORK, "is more than the server's environment " + base.name() + " may reach");
            }
            return asked.get();
        }

        private Map<String, String> variables(Map<String, String> asked) {
            Map<String, String> all = new HashMap<>(asked);
            for (String name : new TreeSet<>(asked.keySet())) {
                if (base.variables().containsKey(name) || base.secrets().contains(name)) {
                    section.refuse(
                            RepoSettings.VARIABLES,
                            QuotedValue.quoted(name) + " is set by the server's environment " + base.name());
                }
            }
            all.putAll(base.variables());
            return all;
        }

        private Optional<Configuration> configuration(Optional<Configuration> asked) {
            if (asked.isPresent() && !asked.get().isFrom(hosts)) {
                section.refuse(
                        RepoSettings.CONFIGURATION,
                        "may be at https://HOST/… where [server] configuration_hosts has HOST; it has "
                                + (hosts.isEmpty() ? "none" : String.join(", ", new TreeSet<>(hosts))));
            }
            return asked.or(base::configuration);
        }

        private List<RepoBeside> repos(List<RepoBeside> asked) {
            List<RepoBeside> all = new ArrayList<>(base.repos());
            all.addAll(asked);
            if (asked.stream().anyMatch(own -> base.repos().stream().anyMatch(own::clashes))) {
                EnvironmentTables.refuseClashes(section, RepoSettings.REPOS, all);
            }
            return all;
        }
    }
}
