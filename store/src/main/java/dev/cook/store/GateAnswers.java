package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.GateRunId;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The gate_answer table: what people and other systems said, and which of it decided a run. */
public final class GateAnswers {
    private static final RowMapper<GateAnswer> ANSWER = Row.mapper(row -> new GateAnswer(
            row.number("answer_id"),
            new GateRunId(row.number("gate_run_id")),
            new AccountId(row.number("account_id")),
            row.text("name"),
            row.flag("yes"),
            row.text("comment"),
            row.maybeText("url"),
            row.time("at")));

    private final Handle handle;
    private final Instant now;

    GateAnswers(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /**
     * Writes down what somebody said.
     *
     * @param keys what it is about, apart from the run; with none it counts for that run alone
     */
    public void add(
            GateRunId run,
            RepoId repo,
            String gate,
            Collection<ContentKey> keys,
            AccountId account,
            boolean yes,
            String comment,
            Optional<String> url) {
        handle.createUpdate("""
                        INSERT INTO gate_answer (gate_run_id, repo_id, gate, content_keys, account_id, yes, comment, url, at)
                        VALUES (:run, :repo, :gate, ARRAY(SELECT decode(key, 'hex') FROM unnest(:keys) AS key), :account, :yes, :comment, :url, :now)
                        """)
                .bind("run", run.value())
                .bind("repo", repo.value())
                .bind("gate", gate)
                .bindArray("keys", String.class, hex(keys))
                .bind("account", account.value())
                .bind("yes", yes)
                .bind("comment", comment)
                .bind("url", url.orElse(null))
                .bind("now", now)
                .execute();
    }

    /** The last answer of each account to a run, or to the same gate about the same; the oldest first. */
    public List<GateAnswer> about(GateRunId run, RepoId repo, String gate, Collection<ContentKey> keys) {
        return handle.createQuery("""
                        SELECT * FROM (
                            SELECT DISTINCT ON (account_id) a.*, c.name
                            FROM gate_answer a JOIN account c USING (account_id)
                            WHERE a.gate_run_id = :run
                               OR (a.content_keys && ARRAY(SELECT decode(key, 'hex') FROM unnest(:keys) AS key)
                                   AND a.repo_id = :repo AND a.gate = :gate)
                            ORDER BY account_id, answer_id DESC
                        ) AS last ORDER BY answer_id
                        """)
                .bind("run", run.value())
                .bind("repo", repo.value())
                .bind("gate", gate)
                .bindArray("keys", String.class, hex(keys))
                .map(ANSWER)
                .list();
    }

    /** What decides a run from now on: these answers did. */
    public void count(GateRunId run, Collection<GateAnswer> answers) {
        for (GateAnswer answer : answers) {
            handle.createUpdate("INSERT INTO gate_run_answer (gate_run_id, answer_id) VALUES (:run, :answer)")
                    .bind("run", run.value())
                    .bind("answer", answer.id())
                    .execute();
        }
    }

    /** The answers that decided runs, the oldest first. */
    public Map<GateRunId, List<GateAnswer>> counted(Collection<GateRunId> runs) {
        record Counted(GateRunId run, GateAnswer answer) {}
        return handle
                .createQuery("""
                        SELECT a.*, c.name, d.gate_run_id AS decided
                        FROM gate_run_answer d JOIN gate_answer a USING (answer_id) JOIN account c USING (account_id)
                        WHERE d.gate_run_id = ANY(:runs) ORDER BY answer_id
                        """)
                .bindArray(
                        "runs", Long.class, runs.stream().map(GateRunId::value).toList())
                .map((result, context) -> {
                    GateAnswer answer = ANSWER.map(result, context);
                    return Row.mapper(row -> new Counted(new GateRunId(row.number("decided")), answer))
                            .map(result, context);
                })
                .list()
                .stream()
                .collect(Collectors.groupingBy(Counted::run, Collectors.mapping(Counted::answer, Collectors.toList())));
    }

    private static List<String> hex(Collection<ContentKey> keys) {
        return keys.stream().map(ContentKey::hex).toList();
    }
}
