package dev.cook.config;

import dev.cook.domain.AccountName;
import dev.cook.domain.GateKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a repository's file may hold. */
final class RepoSettings {
    static final String GATES = "gates";
    static final String QUEUE = "queue";
    static final String LANES = "lanes";
    static final String GROUPS = "groups";
    static final String OWNERS = "owners";
    static final String LIMITS = "limits";
    static final String ENVIRONMENTS = "environments";

    /** Stands for the name that the file gives to an environment. */
    static final String ENVIRONMENT = "environments.NAME";

    static final SettingTable TABLE = new SettingTable();

    static final Setting<Integer> ATTEMPTS = TABLE.add(
            "",
            "attempts",
            new ValueTypes.Count(0, 20),
            "3",
            "How many times a failure goes back to the agent before the branch waits for a person.");

    static final Setting<List<PathPattern>> READS = TABLE.add(
            "",
            "gate_file_reads",
            new CompositeTypes.ListOf<>(pattern()),
            "[]",
            "Files that `gates.py` or `gates.ts` can read besides itself and the directory `.cook` (gates.md).");

    static final Setting<String> NAME =
            TABLE.add(GATES, "name", ValueTypes.name(), "Required; unique among the gates.");
    static final Setting<GateKind> KIND = TABLE.add(
            GATES,
            "kind",
            ValueTypes.choice(GateKind.class),
            "command",
            "What the gate does with a commit (gates.md).");
    static final Setting<List<String>> COMMAND = TABLE.add(
            GATES,
            "command",
            new Commands.OfGate(),
            "command, transform, deploy, soak: required. Text is given to `sh -c`, a list is executed as it is; exit"
                    + " status 0 passes.");
    static final Setting<String> AGENT = TABLE.add(
            GATES, "agent", ValueTypes.name(), "agent, agent_review: required; the name of an agent of the server.");
    static final Setting<String> PROMPT =
            TABLE.add(GATES, "prompt", new Prompt(), "agent, agent_review: required; the prompt of the agent.");
    static final Setting<List<String>> NEEDS = TABLE.add(
            GATES,
            "needs",
            new CompositeTypes.ListOf<>(ValueTypes.name()),
            "[]",
            "Gates that have to pass before this one starts.");
    static final Setting<List<PathPattern>> PATHS = TABLE.add(
            GATES,
            "paths",
            new CompositeTypes.ListOf<>(pattern()),
            "[]",
            "The gate is skipped unless a changed file matches one of these patterns. Default: not skipped.");
    static final Setting<GateWhen> WHEN = TABLE.add(
            GATES,
            "when",
            new WhenTable(),
            "{}",
            "The gate is skipped unless all of these match: `branches` (patterns), `started_by` (accounts), "
                    + "`agents` (names).");
    static final Setting<Integer> RETRIES = TABLE.add(
            GATES,
            "retries",
            new ValueTypes.Count(0, 10),
            "0",
            "command, transform, agent, agent_review, deploy: how many times a failed run is repeated.");
    static final Setting<List<PathPattern>> REPORTS = TABLE.add(
            GATES,
            "reports",
            new CompositeTypes.ListOf<>(pattern()),
            "[]",
            "command: files in which its run reports its tests, as JUnit XML or TAP, such as"
                    + " `[\"**/target/surefire-reports/*.xml\"]` (gates.md).");
    static final Setting<Integer> FLAKY_RETRIES = TABLE.add(
            GATES,
            "flaky_retries",
            new ValueTypes.Count(0, 5),
            "0",
            "command: how many times a failed run is repeated, besides `retries`, if every failed test of its report is"
                    + " known to be flaky (gates.md).");
    static final Setting<Judges> JUDGES = TABLE.add(
            GATES,
            "judges",
            ValueTypes.choice(Judges.class),
            "commit",
            "command, transform, agent, agent_review: when an earlier answer is good again. \"commit\": only for the same commits"
                    + " on the same base. \"files\": whenever all files of the repository are the same, for a gate that asks git"
                    + " about nothing else.");
    static final Setting<Duration> TIMEOUT = TABLE.add(
            GATES,
            "timeout",
            QuantityTypes.duration("1s", "24h"),
            "10m",
            "The time after which the gate fails; for soak, the time limit of one check; an approval has none.");
    static final Setting<String> ENV = TABLE.add(
            GATES,
            "env",
            ValueTypes.name(),
            "The environment it runs in, as in `repo environment`. Default: that of the repository.");
    static final Setting<Boolean> REQUIRED =
            TABLE.add(GATES, "required", ValueTypes.flag(), "true", "Whether a failure keeps the commit from landing.");
    static final Setting<Integer> COUNT =
            TABLE.add(GATES, "count", new ValueTypes.Count(1, 20), "1", "approval: how many people have to approve.");
    static final Setting<List<String>> BY = TABLE.add(
            GATES,
            "by",
            new CompositeTypes.ListOf<>(person()),
            "[]",
            "approval, external: accounts and groups that can answer. Default: everybody with the land role.");
    static final Setting<Boolean> OWNERS_SAY = TABLE.add(
            GATES,
            "owners",
            ValueTypes.flag(),
            "false",
            "approval: whether one owner of each changed file that `[owners]` names has to approve.");
    static final Setting<Duration> FOR = TABLE.add(
            GATES, "for", QuantityTypes.duration("1s", "23h"), "soak: required; how long the check has to stay green.");
    static final Setting<Duration> EVERY =
            TABLE.add(GATES, "every", QuantityTypes.duration("1s", "1h"), "10s", "soak: the pause between two checks.");

    static final Setting<Integer> DEPTH = TABLE.add(
            QUEUE,
            "depth",
            new ValueTypes.Count(1, QueueConfig.MOST),
            "How many candidates are tested at once, each built on the one ahead. Default: as many as the server "
                    + "runs gates.");
    static final Setting<Integer> BATCH = TABLE.add(
            QUEUE,
            "batch",
            new ValueTypes.Count(1, QueueConfig.MOST),
            "1",
            "The maximum number of branches in one candidate.");
    static final Setting<LandingStyle> LANDING = TABLE.add(
            QUEUE,
            "landing",
            ValueTypes.choice(LandingStyle.class),
            "merge",
            "How a branch lands: as a merge commit, as one squashed commit, or rebased (squashed where a rebase "
                    + "would not give the tree of a merge).");
    static final Setting<Screening> SCREEN = TABLE.add(
            QUEUE,
            "screen",
            ValueTypes.choice(Screening.class),
            "auto",
            "Whether a new branch is first tested alone on the target: those that fail leave at once, those that pass "
                    + "are tested together, up to `batch`, and land. \"auto\": where `batch` is at least 2, four "
                    + "candidates are tested at once, and at least 5 % of the last 100 branches failed. Not possible with "
                    + "a gate of kind deploy or soak.");

    static final Setting<BigDecimal> BUDGET = TABLE.add(
            LIMITS,
            "budget",
            QuantityTypes.usd(),
            "The maximum cost of one session over all its turns; above it, the session is stopped and its branch "
                    + "waits for a person.");
    static final Setting<Duration> MAX_TIME = TABLE.add(
            LIMITS,
            "max_time",
            QuantityTypes.duration("1s", "24h"),
            "The maximum running time of one session over all its turns.");

    static final Setting<String> FROM = TABLE.add(
            ENVIRONMENT,
            "from",
            ValueTypes.name(),
            "The environment of the server that it narrows. Default: the server's default environment. Keys that "
                    + "are absent here are as there.");
    static final Setting<Network> NETWORK = like(
            ServerSettings.NETWORK,
            "The network access, no more than there; a list of hosts has to be part of that list.");
    static final Setting<BigDecimal> CPUS =
            like(ServerSettings.CPUS, "The number of processors it can use, at most as many as there.");
    static final Setting<Long> MEMORY = like(ServerSettings.MEMORY, "The memory it can use, at most as much as there.");
    static final Setting<Integer> PROCESSES =
            like(ServerSettings.PROCESSES, "The maximum number of processes and threads, at most as many as there.");
    static final Setting<Long> FILE_SIZE =
            like(ServerSettings.FILE_SIZE, "The maximum size of a file it writes, at most as large as there.");
    static final Setting<Long> DISK =
            like(ServerSettings.DISK, "local: the maximum size of its files in all, at most as much as there.");
    static final Setting<Duration> WALL_TIME =
            like(ServerSettings.WALL_TIME, "The time after which it is destroyed, at most as long as there.");
    static final Setting<Map<String, String>> VARIABLES = like(
            ServerSettings.ENVIRONMENT_VARIABLES, "Variables for everything in it, in addition to those from there.");
    static final Setting<List<RepoBeside>> REPOS = like(
            ServerSettings.REPOS,
            "Other repositories of this server, as in the server's file, in addition to those from there.");

    static final Setting<Configuration> CONFIGURATION = like(
            ServerSettings.CONFIGURATION,
            "As in the server's file, in place of the one there; only `https`, and only hosts in `[server] "
                    + "configuration_hosts`.");

    /** The same as in the server's file, without a default: what is absent is as there. */
    private static <T> Setting<T> like(Setting<T> server, String sentence) {
        return TABLE.add(ENVIRONMENT, server.key(), server.kind(), sentence);
    }

    static ValueType<PathPattern> pattern() {
        return new ValueTypes.Text<>("pattern", PathPattern::new);
    }

    /** An account, or a group of the same file. */
    static ValueType<String> person() {
        return new ValueTypes.Text<>("account", text -> new AccountName(text).value());
    }

    private RepoSettings() {}
}
