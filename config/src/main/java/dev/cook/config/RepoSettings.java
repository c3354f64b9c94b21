package dev.cook.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What a repository's file may hold. */
final class RepoSettings {
    static final String GATES = "gates";
    static final String LIMITS = "limits";

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

    private RepoSettings() {}
}
