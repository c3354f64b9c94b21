package dev.cook.app;

import dev.cook.agents.Agents;
import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.DockerBackend;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.LocalBackend;
import dev.cook.agents.backend.LocalSettings;
import dev.cook.agents.backend.PluginBackend;
import dev.cook.agents.backend.SshBackend;
import dev.cook.agents.transcript.PriceTable;
import dev.cook.config.Agent;
import dev.cook.config.BackendSettings;
import dev.cook.config.CookConfig;
import dev.cook.config.EnvironmentConfig;
import dev.cook.config.Sandbox;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.gates.ConfigurationRemarks;
import dev.cook.gates.GateDefinitions;
import dev.cook.hooks.PushSettings;
import dev.cook.hooks.Remarks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the server's file says, in the types of the parts that are told it. Read before any of them is made. */
record ConfiguredParts(ServerEnvironments environments, PriceTable prices, PushSettings pushes) {
    /** @throws StartFailure if a file that the configuration names cannot be used */
    static ConfiguredParts of(CookConfig config) {
        ServerEnvironments environments = ServerEnvironments.of(config);
        return new ConfiguredParts(environments, prices(config), pushSettings(config, environments));
    }

    static Backend backend(Path data, EnvironmentConfig environment, String serverId, EnvironmentSockets sockets) {
        return switch (environment.place()) {
            case BackendSettings.Local local -> new LocalBackend(local(data, local, environment), sockets::directory);
            case BackendSettings.Docker docker ->
                new DockerBackend(
                        serverId, docker.image(), environment.network(), environment.resources(), sockets::directory);
            case BackendSettings.Ssh ssh -> new SshBackend(serverId, ssh.host(), environment.resources());
            case BackendSettings.Plugin plugin -> new PluginBackend(serverId, plugin);
        };
    }

    private static LocalSettings local(Path data, BackendSettings.Local local, EnvironmentConfig environment) {
        return new LocalSettings(
                data,
                local.sandbox() == Sandbox.BUBBLEWRAP
                        ? LocalSettings.Isolation.BUBBLEWRAP
                        : LocalSettings.Isolation.NONE,
                local.paths(),
                environment.network(),
                environment.userNamespaces(),
                environment.resources());
    }

    private static PriceTable prices(CookConfig config) {
        Optional<Path> file = config.usage().prices();
        try {
            return file.map(PriceTable::read).orElseGet(PriceTable::own);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    "the table of prices " + file.map(Path::toString).orElse("") + " " + e.getMessage()
                            + "\n  Fix the file, or remove [usage] prices to use the table that comes with Cook.");
        }
    }

    static Remarks remarks(ConfigurationRemarks remarks, Agents agents) {
        return new Remarks() {
            @Override
            public boolean concern(String path) {
                return GateDefinitions.isDefinition(path);
            }

            @Override
            public List<String> on(RepoId repo, BranchName branch, Oid commit, Optional<AccountId> pusher) {
                return remarks.on(repo, branch, commit, pusher);
            }

            @Override
            public Optional<String> onAgent(BranchId branch) {
                return agents.missing(branch);
            }
        };
    }

    private static PushSettings pushSettings(CookConfig config, ServerEnvironments environments) {
        return new PushSettings(
                config.agents().values().stream()
                        .collect(Collectors.toMap(
                                Agent::name,
                                agent -> Math.toIntExact(agent.timeout().toSeconds()))),
                environments,
                config.limits().pushCommands(),
                Math.toIntExact(config.limits().prompt()),
                config.limits().pack(),
                config.limits().object());
    }
}
