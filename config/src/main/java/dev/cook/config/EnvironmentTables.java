package dev.cook.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the tables {@code [environments.NAME]}; one called {@code local} is there even if the file leaves it out. */
final class EnvironmentTables {
    /** The one that needs no configuration. */
    static final String LOCAL = "local";

    private final Section environments;

    EnvironmentTables(Section environments) {
        this.environments = environments;
    }

    Map<String, EnvironmentConfig> read() {
        Map<String, EnvironmentConfig> read = new HashMap<>();
        environment(LOCAL).ifPresent(environment -> read.put(LOCAL, environment));
        for (String name : environments.table().keySet()) {
            if (!name.equals(LOCAL) && environments.isName(name)) {
                environment(name).ifPresent(environment -> read.put(name, environment));
            }
        }
        return read;
    }

    private Optional<EnvironmentConfig> environment(String name) {
        Section section = environments.child(name);
        section.refuseOthers(ServerSettings.TABLE.in(ServerSettings.ENVIRONMENT), List.of());
        if (!name.equals(LOCAL) && !environments.table().isTable(List.of(name))) {
            return Optional.empty();
        }
        // Said aloud for all but the first: a misspelt name must not become another sandbox on this machine.
        Optional<Backend> backend = name.equals(LOCAL)
                ? Optional.of(section.get(ServerSettings.BACKEND))
                : section.require(ServerSettings.BACKEND);
        return backend.flatMap(kind -> place(section, kind))
                .map(place -> new EnvironmentConfig(
                        name,
                        place,
                        section.get(ServerSettings.NETWORK),
                        section.get(ServerSettings.LOOPBACK),
                        section.get(ServerSettings.USER_NAMESPACES),
                        new Resources(
                                section.find(ServerSettings.CPUS),
                                section.find(ServerSettings.MEMORY),
                                section.get(ServerSettings.PROCESSES),
                                section.get(ServerSettings.FILE_SIZE),
                                section.find(ServerSettings.WALL_TIME),
                                section.find(ServerSettings.DISK)),
                        section.get(ServerSettings.ENVIRONMENT_SECRETS),
                        section.get(ServerSettings.ENVIRONMENT_VARIABLES),
                        section.find(ServerSettings.PRICE_PER_HOUR),
                        section.get(ServerSettings.REPOS),
                        section.find(ServerSettings.CONFIGURATION),
                        section.get(ServerSettings.PERSISTENT),
                        section.get(ServerSettings.IDLE_TIMEOUT)));
    }

    private static Optional<BackendSettings> place(Section section, Backend backend) {
        refuseForeign(section, backend);
        refuseClashes(section, ServerSettings.REPOS, section.get(ServerSettings.REPOS));
        return switch (backend) {
            case LOCAL ->
                Optional.of(new BackendSettings.Local(
                        section.get(ServerSettings.SANDBOX), section.get(ServerSettings.PATHS)));
            case DOCKER -> section.require(ServerSettings.IMAGE).map(BackendSettings.Docker::new);
            case SSH -> section.require(ServerSettings.HOST).map(BackendSettings.Ssh::new);
            case PLUGIN ->
                section.require(ServerSettings.PROGRAM)
                        .map(program ->
                                new BackendSettings.Plugin(program, section.get(ServerSettings.PLUGIN_SETTINGS)));
        };
    }

    /** Two repositories in one place, or more of them than anybody needs. */
    static void refuseClashes(Section section, Setting<?> setting, List<RepoBeside> repos) {
        if (repos.size() > EnvironmentConfig.MOST_REPOS) {
            section.refuse(
                    setting, "has " + repos.size() + ", at most " + EnvironmentConfig.MOST_REPOS + " are allowed");
        }
        for (int i = 0; i < repos.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (repos.get(i).clashes(repos.get(j))) {
                    section.refuse(
                            setting,
                            QuotedValue.quoted(repos.get(i).path()) + " and "
                                    + QuotedValue.quoted(repos.get(j).path())
                                    + " have overlapping paths; give one of them a path");
                    return;
                }
            }
        }
    }

    /** A key of another backend would be read and then change nothing. */
    private static void refuseForeign(Section section, Backend backend) {
        if (backend == Backend.LOCAL
                && section.get(ServerSettings.SANDBOX) == Sandbox.NONE
                && section.get(ServerSettings.NETWORK).isClosed()) {
            section.refuse(
                    ServerSettings.NETWORK,
                    "needs a sandbox: without one the environment can reach everything that this machine can");
        }
        if (backend == Backend.PLUGIN && section.get(ServerSettings.PERSISTENT)) {
            section.refuse(ServerSettings.PERSISTENT, "is not supported by the backend plugin, only by the others");
        }
        if (backend == Backend.SSH || backend == Backend.PLUGIN) {
            for (Setting<?> setting : List.of(
                    ServerSettings.NETWORK, ServerSettings.LOOPBACK, ServerSettings.CPUS, ServerSettings.MEMORY)) {
                if (section.holds(setting)) {
                    section.refuse(
                            setting,
                            "is not supported by the backend " + backend.word() + ", only by local and docker");
                }
            }
        }
        Map<Setting<?>, Backend> owners = Map.of(
                ServerSettings.SANDBOX, Backend.LOCAL,
                ServerSettings.PATHS, Backend.LOCAL,
                ServerSettings.DISK, Backend.LOCAL,
                ServerSettings.USER_NAMESPACES, Backend.LOCAL,
                ServerSettings.IMAGE, Backend.DOCKER,
                ServerSettings.HOST, Backend.SSH,
                ServerSettings.PROGRAM, Backend.PLUGIN,
                ServerSettings.PLUGIN_SETTINGS, Backend.PLUGIN);
        owners.forEach((setting, owner) -> {
            if (owner != backend && section.holds(setting)) {
                section.refuse(
                        setting, "is for the backend " + owner.word() + "; this environment's is " + backend.word());
            }
        });
    }
}
