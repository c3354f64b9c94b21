package dev.cook.gates;

import dev.cook.config.BackendSettings;
import dev.cook.config.EnvironmentConfig;
import dev.cook.config.Network;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an environment is made of, as far as that decides what a command in it finds: equal texts, equal environments. */
final class EnvironmentRevision {
    private EnvironmentRevision() {}

    /** Empty: it also depends on what other repositories hold at the time, so that nobody can say. */
    static Optional<String> of(EnvironmentConfig config) {
        if (!config.repos().isEmpty() || config.configuration().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(String.join(
                "\n",
                place(config.place()),
                network(config.network()),
                "loopback " + new TreeSet<>(config.loopback()) + " user namespaces " + config.userNamespaces(),
                config.resources().toString(),
                "secrets " + new TreeSet<>(config.secrets()),
                "variables " + new TreeMap<>(config.variables())));
    }

    private static String place(BackendSettings place) {
        return switch (place) {
            case BackendSettings.Local local -> "local " + local.sandbox() + " " + local.paths();
            case BackendSettings.Docker docker -> "docker " + docker.image();
            case BackendSettings.Ssh ssh -> "ssh " + ssh.host();
            case BackendSettings.Plugin plugin -> "plugin " + plugin.program() + " " + new TreeMap<>(plugin.settings());
        };
    }

    private static String network(Network network) {
        return switch (network) {
            case Network.Host _ -> "host";
            case Network.Open _ -> "open";
            case Network.Cook _ -> "cook";
            case Network.Only only ->
                only.hosts().stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
        };
    }
}
