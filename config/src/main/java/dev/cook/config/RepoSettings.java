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
            "How often a failing gate's log goes back to the agent before a person is asked.");

    static final Setting<List<PathPattern>> READS = TABLE.add(
            "",
            "gate_file_reads",
            new CompositeTypes.ListOf<>(pattern()),
            "[]",
            "Files that `gates.py` or `gates.ts` may read beside itself and the directory `.cook` (gates.md).");

    static final Setting<String> NAME =
            TABLE.add(GATES, "name", ValueTypes.name(), "Required, and unlike every other gate's.");
    static final Setting<GateKind> KIND = TABLE.add(
            GATES, "kind", ValueTypes.choice(GateKind.class), "command", "What it does with a commit (gates.md).");
    static final Setting<List<String>> COMMAND = TABLE.add(
            GATES,
            "command",
            new Commands.OfGate(),
            "command, transform, deploy, soak: required. Text is given to `sh -c`, a list is executed as it is; exit"
                    + " status 0 passes.");
    static final Setting<String> AGENT = TABLE.add(
            GATES,
            "agent",
            ValueTypes.name(),
            "agent, agent_review: required, the name of an agent that the server has.");
    static final Setting<String> PROMPT =
            TABLE.add(GATES, "prompt", new Prompt(), "agent, agent_review: required, what it is told.");
    static final Setting<List<String>> NEEDS = TABLE.add(
            GATES,
            "needs",
            new CompositeTypes.ListOf<>(ValueTypes.name()),
            "[]",
            "Gates that have to pass before it begins.");
    static final Setting<List<PathPattern>> PATHS = TABLE.add(
            GATES,
            "paths",
            new CompositeTypes.ListOf<>(pattern()),
            "[]",
            "It is skipped unless a changed file matches one of these; none: it is never skipped for that.");
    static final Setting<GateWhen> WHEN = TABLE.add(
            GATES,
            "when",
            new WhenTable(),
            "{}",
            "It is skipped unless all of this is so: `branches` (patterns), `started_by` (accounts), `agents` (names).");
    static final Setting<Integer> RETRIES = TABLE.add(
            GATES,
            "retries",
            new ValueTypes.Count(0, 10),
            "0",
            "command, transform, agent, agent_review, deploy: how often a failure is tried again.");
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
            "A gate that takes longer has failed; for soak it is the longest that one look may take, for approval there is"
                    + " none.");
    static final Setting<String> ENV = TABLE.add(
            GATES, "env", ValueTypes.name(), "Where it runs, as in `repo environment`; absent: where all of them do.");
    static final Setting<Boolean> REQUIRED =
            TABLE.add(GATES, "required", ValueTypes.flag(), "true", "Whether its failure keeps the commit out.");
    static final Setting<Integer> COUNT =
            TABLE.add(GATES, "count", new ValueTypes.Count(1, 20), "1", "approval: how many people have to say yes.");
    static final Setting<List<String>> BY = TABLE.add(
            GATES,
            "by",
            new CompositeTypes.ListOf<>(person()),
            "[]",
            "approval, external: accounts and groups that may answer; none: whoever may land.");
    static final Setting<Boolean> OWNERS_SAY = TABLE.add(
            GATES,
            "owners",
            ValueTypes.flag(),
            "false",
            "approval: whether for each changed file that `[owners]` names one of its owners has to be among them.");
    static final Setting<Duration> FOR = TABLE.add(
            GATES, "for", QuantityTypes.duration("1s", "23h"), "soak: required, how long it must stay green.");
    static final Setting<Duration> EVERY = TABLE.add(
            GATES, "every", QuantityTypes.duration("1s", "1h"), "10s", "soak: how long it rests between two looks.");

    static final Setting<Integer> DEPTH = TABLE.add(
            QUEUE,
            "depth",
            new ValueTypes.Count(1, QueueConfig.MOST),
            "Candidates whose gates run at once, each built on the one ahead; absent: as many as the server runs gates.");
    static final Setting<Integer> BATCH = TABLE.add(
            QUEUE, "batch", new ValueTypes.Count(1, QueueConfig.MOST), "1", "Branches that one candidate may hold.");
    static final Setting<LandingStyle> LANDING = TABLE.add(
            QUEUE,
            "landing",
            ValueTypes.choice(LandingStyle.class),
            "merge",
            "What lands of a branch: a merge commit, one commit with all that it changes, or its commits made anew (one"
                    + " commit where that would not give what a merge gives).");

    static final Setting<BigDecimal> BUDGET = TABLE.add(
            LIMITS,
            "budget",
            QuantityTypes.usd(),
            "What the models of one session may cost over all its turns; then it is stopped and waits for a person.");
    static final Setting<Duration> MAX_TIME = TABLE.add(
            LIMITS,
            "max_time",
            QuantityTypes.duration("1s", "24h"),
            "How long the turns of one session may run together.");

    static final Setting<String> FROM = TABLE.add(
            ENVIRONMENT,
            "from",
            ValueTypes.name(),
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

    static ValueType<PathPattern> pattern() {
        return new ValueTypes.Text<>("pattern", PathPattern::new);
    }

    /** An account, or a group of the same file. */
    static ValueType<String> person() {
        return new ValueTypes.Text<>("account", text -> new AccountName(text).value());
    }

    private RepoSettings() {}
}
