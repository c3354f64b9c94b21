package dev.cook.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a repository's file may hold. */
final class RepoSettings {
    static final String GATES = "gates";
    static final String LIMITS = "limits";
    static final String ENVIRONMENTS = "environments";

    /** Stands for the name that the file gives to an environment. */
    static final String ENVIRONMENT = "environments.NAME";

    static final SettingTable TABLE = new SettingTable();

    static final Setting<Integer> ATTEMPTS = TABLE.add(
            "",
            "attempts",
            new Kinds.Count(0, 20),
            "3",
            "How often a failing gate's log goes back to the agent before a person is asked.");

    static final Setting<String> NAME =
            TABLE.add(GATES, "name", Kinds.name(), "Required, and unlike every other gate's.");
    static final Setting<List<String>> COMMAND = TABLE.add(
            GATES,
            "command",
            new Commands.OfGate(),
            "Required: text is given to `sh -c`, a list is executed as it is; exit status 0 passes.");
    static final Setting<Duration> TIMEOUT =
            TABLE.add(GATES, "timeout", Measures.duration("1s", "24h"), "10m", "A gate that takes longer has failed.");

    static final Setting<BigDecimal> BUDGET = TABLE.add(
            LIMITS,
            "budget",
            Measures.usd(),
            "What the models of one session may cost over all its turns; then it is stopped and waits for a person.");
    static final Setting<Duration> MAX_TIME = TABLE.add(
            LIMITS, "max_time", Measures.duration("1s", "24h"), "How long the turns of one session may run together.");

    static final Setting<String> FROM = TABLE.add(
            ENVIRONMENT,
            "from",
            Kinds.name(),
            "The server's environment that it is; absent: the server's default. Everything that is not said here is as there.");
    static final Setting<Network> NETWORK = like(
            ServerSettings.NETWORK, "What it may reach: no more than there; a list of hosts takes some of that list.");
    static final Setting<BigDecimal> CPUS =
            like(ServerSettings.CPUS, "Processors that it may use, at most as many as there.");
    static final Setting<Long> MEMORY =
            like(ServerSettings.MEMORY, "Memory that it may use, at most as much as there.");
    static final Setting<Integer> PROCESSES =
            like(ServerSettings.PROCESSES, "Processes and threads at once, at most as many as there.");
    static final Setting<Long> FILE_SIZE =
            like(ServerSettings.FILE_SIZE, "The largest file that it may write, at most as large as there.");
    static final Setting<Long> DISK =
            like(ServerSettings.DISK, "local: what its files may take together, at most as much as there.");
    static final Setting<Duration> WALL_TIME =
            like(ServerSettings.WALL_TIME, "How long it may exist, at most as long as there.");
    static final Setting<Map<String, String>> VARIABLES =
            like(ServerSettings.ENVIRONMENT_VARIABLES, "Variables for everything in it, beside those from there.");
    static final Setting<List<RepoBeside>> REPOS = like(
            ServerSettings.REPOS,
            "Other repositories of this server beside the main one, as in the server's file; more than those from there.");

    static final Setting<Configuration> CONFIGURATION = like(
            ServerSettings.CONFIGURATION,
            "As in the server's file, instead of the one there; `https` alone, and hosts that `[server] configuration_hosts` has.");

    /** The same as in the server's file, without a default: what is absent is as there. */
    private static <T> Setting<T> like(Setting<T> server, String sentence) {
        return TABLE.add(ENVIRONMENT, server.key(), server.kind(), sentence);
    }

    private RepoSettings() {}
}
