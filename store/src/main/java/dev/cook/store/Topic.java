package dev.cook.store;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What somebody may wait for: a change to rows of tables that are looked at together. */
public enum Topic {
    /** Who may do what. */
    PEOPLE("account", "account_key", "token", "repo_role"),
    REPOS("repo", "repo_target", "repo_former_name"),
    REFS("ref"),
    /** With what keeps them from going on. */
    BRANCHES("branch", "branch_hand", "branch_need", "branch_submodule", "failure"),
    SESSIONS("session"),
    ENVIRONMENTS("environment", "environment_repo", "persistent_environment"),
    JOBS("job", "job_output", "job_usage", "transcript"),
    CANDIDATES("candidate", "candidate_member"),
    GATES("gate_run", "gate_answer", "gate_run_answer", "gate_verdict"),
    /** What happened, of whatever branch; a {@link Wakeups.Watch} may wait for one branch's. */
    EVENTS("event"),
    /** No table: a gate file was read, as those who wait for it asked. */
    DEFINITIONS;

    /** Tables that somebody looks at when asked, and nobody waits for. */
    static final Set<String> UNWATCHED = Set.of(
            "login",
            "token_use",
            "passkey",
            "push",
            "ref_log",
            "fossil",
            "host_request",
            "queue_decision",
            "gate_document",
            "server",
            "test_report",
            "test_history",
            "test_flake",
            "review_comment",
            "branch_look");

    private static final Map<String, Topic> BY_TABLE = Arrays.stream(values())
            .flatMap(topic -> topic.tables.stream().map(table -> Map.entry(table, topic)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> tables;

    Topic(String... tables) {
        this.tables = Set.of(tables);
    }

    /** What waits for a table; nothing where nobody does. */
    static Set<Topic> of(Set<String> tables) {
        return tables.stream()
                .filter(table -> !UNWATCHED.contains(table))
                .map(table -> {
                    Topic topic = BY_TABLE.get(table);
                    if (topic == null) {
                        throw new IllegalStateException("no topic has the table " + table + "; give it one");
                    }
                    return topic;
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean has(String table) {
        return tables.contains(table);
    }

    /** All tables of all topics. */
    static Set<String> tables() {
        return BY_TABLE.keySet();
    }
}
