package dev.cook.store;

import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** The gate_run table. */
public final class GateRuns {
    /** Key of the advisory lock under which runs are started. */
    private static final long STARTING = 0x636f6f6b_67617465L;

    static final RowMapper<GateRun> GATE_RUN = Row.mapper(row -> new GateRun(
            new GateRunId(row.number("gate_run_id")),
            new CandidateId(row.number("candidate_id")),
            row.text("name"),
            row.count("attempt"),
            row.word("kind", GateKind.class),
            row.text("definition"),
            row.texts("argv"),
            row.texts("needs"),
            row.flag("required"),
            row.count("retries"),
            row.count("timeout_seconds"),
            row.word("state", GateRunState.class),
            row.maybeOid("commit_id"),
            row.maybeOid("result_id"),
            environment(row.number("environment_id")),
            row.flag("flake"),
            row.flag("flaky_retry"),
            run(row.number("answered_by")),
            row.flag("outdated"),
            row.maybeText("reason"),
            row.time("queued_at"),
            row.maybeTime("started_at"),
            row.maybeTime("ended_at")));

    /**
     * Of the table as g: what a row says, and whether the gate saw a candidate of another repository that will not land as it
     * was. What gates changed is judged by the others, so those that change are not asked again.
     */
    static final String COLUMNS = """
            g.*, g.kind NOT IN <GateKind.mayChange> AND EXISTS (
                SELECT FROM environment_repo beside JOIN candidate seen ON seen.candidate_id = beside.candidate_id
                WHERE beside.environment_id = g.environment_id
                  AND (seen.state NOT IN <CandidateState.mayLand> OR seen.head_id <> beside.commit_id)) AS outdated
            """;

    private static final String SELECT = "SELECT " + COLUMNS + " FROM gate_run g ";

    private final Handle handle;
    private final Instant now;

    GateRuns(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /**
     * Queues a gate for a candidate; its attempt is one more than the last of that name. Where somebody insists on an
     * answer of its own, the attempt after one that was broken does so too.
     */
    public GateRunId queue(CandidateId candidate, PlannedGate gate) {
        return queue(candidate, gate, false);
    }

    /** @param fresh whether it is run although the answer may be known */
    public GateRunId queue(CandidateId candidate, PlannedGate gate, boolean fresh) {
        return handle.createQuery("""
                        INSERT INTO gate_run (candidate_id, name, attempt, kind, definition, argv, needs, required, retries,
                                              timeout_seconds, fresh, state, queued_at)
                        SELECT :candidate, :name, coalesce(max(attempt), 0) + 1, :kind, cast(:definition AS jsonb), :argv,
                               :needs, :required, :retries, :timeout,
                               :fresh OR coalesce((SELECT last.fresh AND last.state = <GateRunState.BROKEN> FROM gate_run last
                                                   WHERE last.candidate_id = :candidate AND last.name = :name
                                                   ORDER BY last.attempt DESC LIMIT 1), false),
                               <GateRunState.QUEUED>, :now
                        FROM gate_run WHERE candidate_id = :candidate AND name = :name
                        RETURNING gate_run_id
                        """)
                .bind("fresh", fresh)
                .bind("candidate", candidate.value())
                .bind("name", gate.name())
                .bind("kind", gate.kind().word())
                .bind("definition", gate.definition())
                .bindArray("argv", String.class, gate.argv())
                .bindArray("needs", String.class, gate.needs())
                .bind("required", gate.required())
                .bind("retries", gate.retries())
                .bind("timeout", gate.timeoutSeconds())
                .bind("now", now)
                .map(Row.mapper(row -> new GateRunId(row.number("gate_run_id"))))
                .one();
    }

    public Optional<GateRun> get(GateRunId id) {
        return handle.createQuery(SELECT + "WHERE gate_run_id = :id")
                .bind("id", id.value())
                .map(GATE_RUN)
                .findOne();
    }

    /** Locks a gate run's row until the end of the transaction, and reads it after that. */
    public GateRun lock(GateRunId id) {
        return handle.createQuery(SELECT + "WHERE gate_run_id = :id FOR UPDATE")
                .bind("id", id.value())
                .map(GATE_RUN)
                .one();
    }

    /** Every attempt of every gate of a candidate, in the order in which they were queued. */
    public List<GateRun> of(CandidateId candidate) {
        return handle.createQuery(SELECT + "WHERE candidate_id = :candidate ORDER BY gate_run_id")
                .bind("candidate", candidate.value())
                .map(GATE_RUN)
                .list();
    }

    /** The last attempt of each gate of a candidate: what its readiness is derived from. */
    public List<GateRun> latest(CandidateId candidate) {
        return handle.createQuery("SELECT DISTINCT ON (name) " + COLUMNS + """
                         FROM gate_run g WHERE candidate_id = :candidate
                        ORDER BY name, attempt DESC
                        """)
                .bind("candidate", candidate.value())
                .map(GATE_RUN)
                .list();
    }

    /**
     * Gate runs of several candidates.
     *
     * @param damaged candidates of which a run cannot be read: nothing can be said of these
     */
    public record OfCandidates(Map<CandidateId, List<GateRun>> runs, Set<CandidateId> damaged) {
        /** Of no candidate. */
        public static final OfCandidates NONE = new OfCandidates(Map.of(), Set.of());

        /**
         * The runs of a candidate.
         *
         * @throws IllegalStateException if one of them cannot be read
         */
        public List<GateRun> of(CandidateId candidate) {
            if (damaged.contains(candidate)) {
                throw new IllegalStateException("a gate run of candidate " + candidate + " cannot be read");
            }
            return runs.getOrDefault(candidate, List.of());
        }
    }

    private static OfCandidates ofCandidates(Query query) {
        Set<CandidateId> damaged = new HashSet<>();
        List<GateRun> runs =
                ReadableRows.list(query, GATE_RUN, "candidate_id", number -> damaged.add(new CandidateId(number)));
        return new OfCandidates(runs.stream().collect(Collectors.groupingBy(GateRun::candidate)), damaged);
    }

    /** The last attempt of each gate of several candidates. */
    public OfCandidates latest(List<CandidateId> candidates) {
        return ofCandidates(handle.createQuery("SELECT DISTINCT ON (candidate_id, name) " + COLUMNS + """
                         FROM gate_run g WHERE candidate_id = ANY(:candidates)
                        ORDER BY candidate_id, name, attempt DESC
                        """)
                .bindArray(
                        "candidates",
                        Long.class,
                        candidates.stream().map(CandidateId::value).toList()));
    }

    public Optional<GateRun> byEnvironment(EnvironmentId environment) {
        return handle.createQuery(SELECT + "WHERE environment_id = :environment")
                .bind("environment", environment.value())
                .map(GATE_RUN)
                .findOne();
    }

    /** Every attempt of every gate of the open candidates, in the order in which they were queued. */
    public OfCandidates ofOpenCandidates() {
        return ofCandidates(handle.createQuery(SELECT + """
                        JOIN candidate c USING (candidate_id)
                        WHERE c.state = <CandidateState.OPEN> ORDER BY gate_run_id
                        """));
    }

    /** The gates that failed in a group of which an open candidate is a part, as its branches are now. */
    public Map<CandidateId, Set<String>> failedInGroup() {
        record Failed(CandidateId candidate, String gate) {}
        return handle
                .createQuery("""
                        SELECT DISTINCT c.candidate_id, failed.name
                        FROM candidate c
                        CROSS JOIN LATERAL (
                            SELECT branch_id, branch_tip FROM candidate_member WHERE candidate_id = c.candidate_id LIMIT 1000
                        ) AS part
                        CROSS JOIN LATERAL (
                            SELECT g.name FROM candidate_member o
                            JOIN candidate s ON s.candidate_id = o.candidate_id AND s.state = <CandidateState.SPLIT>
                            CROSS JOIN LATERAL (
                                SELECT name FROM gate_run
                                WHERE candidate_id = s.candidate_id AND state IN <GateRunState.isFailure> LIMIT 100
                            ) AS g
                            WHERE o.branch_id = part.branch_id AND o.branch_tip = part.branch_tip LIMIT 100
                        ) AS failed
                        WHERE c.state = <CandidateState.OPEN>
                        """)
                .map(Row.mapper(row -> new Failed(new CandidateId(row.number("candidate_id")), row.text("name"))))
                .stream()
                .collect(
                        Collectors.groupingBy(Failed::candidate, Collectors.mapping(Failed::gate, Collectors.toSet())));
    }

    /** Makes others that would start a run wait until this transaction ends: what they count then holds. */
    public void lockStarting() {
        handle.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(:lock)) AS locked")
                .bind("lock", STARTING)
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Runs that hold a place before a run in an environment: those of a place that does not answer keep only others of that
     * place waiting.
     *
     * @param made the server's environment in which it would be
     */
    public int ahead(String made) {
        return handle.createQuery("""
                        SELECT count(*) FROM gate_run g LEFT JOIN environment e USING (environment_id)
                        WHERE g.state = <GateRunState.RUNNING>
                              AND (e.environment_id IS NULL OR e.name = :made
                                   OR e.state NOT IN (<EnvironmentState.WANTED>, <EnvironmentState.LAUNCHED>)
                                   OR NOT EXISTS (SELECT FROM failure f WHERE f.environment_id = e.environment_id))
                        """).bind("made", made).mapTo(Integer.class).one();
    }

    /** Says why it has not begun yet. */
    public void hold(GateRunId id, String why) {
        handle.createUpdate(
                        "UPDATE gate_run SET reason = :why WHERE gate_run_id = :id AND state = <GateRunState.QUEUED> AND reason IS DISTINCT FROM :why")
                .bind("why", why)
                .bind("id", id.value())
                .execute();
    }

    /** Running deployments and soaks for a target, of whatever candidate. */
    public List<GateRun> deploying(RepoId repo, BranchName target) {
        return handle.createQuery(SELECT + """
                        JOIN candidate c USING (candidate_id)
                        WHERE g.state = <GateRunState.RUNNING> AND g.kind IN <GateKind.deploys>
                          AND c.repo_id = :repo AND c.target = :target
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .map(GATE_RUN)
                .list();
    }

    /** Its command is to run on a commit, in an environment. */
    public void markRunning(GateRunId id, Oid commit, EnvironmentId environment) {
        handle.createUpdate("""
                        UPDATE gate_run SET state = <GateRunState.RUNNING>, commit_id = :commit, environment_id = :environment,
                                            reason = NULL, started_at = :now
                        WHERE gate_run_id = :id AND state = <GateRunState.QUEUED>
                        """)
                .bind("commit", commit.bytes())
                .bind("environment", environment.value())
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /** People or another system have to answer about a commit. */
    public void markWaiting(GateRunId id, Oid commit) {
        handle.createUpdate("""
                        UPDATE gate_run SET state = <GateRunState.WAITING>, commit_id = :commit, reason = NULL, started_at = :now
                        WHERE gate_run_id = :id AND state = <GateRunState.QUEUED>
                        """)
                .bind("commit", commit.bytes())
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /** Says whom it waits for. */
    public void note(GateRunId id, String why) {
        handle.createUpdate(
                        "UPDATE gate_run SET reason = :why WHERE gate_run_id = :id AND state = <GateRunState.WAITING> AND reason IS DISTINCT FROM :why")
                .bind("why", why)
                .bind("id", id.value())
                .execute();
    }

    /** People are asked again: what they said before does not hold any more. */
    public void reopen(GateRunId id, String why) {
        handle.createUpdate("DELETE FROM gate_run_answer WHERE gate_run_id = :id")
                .bind("id", id.value())
                .execute();
        handle.createUpdate("""
                        UPDATE gate_run SET state = <GateRunState.WAITING>, reason = :why, ended_at = NULL
                        WHERE gate_run_id = :id AND state = <GateRunState.PASSED>
                        """).bind("why", why).bind("id", id.value()).execute();
    }

    /** It cannot matter for a commit. */
    public void skip(GateRunId id, Oid commit, String reason) {
        handle.createUpdate("""
                        UPDATE gate_run SET state = <GateRunState.SKIPPED>, commit_id = :commit, reason = :reason, ended_at = :now
                        WHERE gate_run_id = :id AND state = <GateRunState.QUEUED>
                        """)
                .bind("commit", commit.bytes())
                .bind("reason", reason)
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /** It answered with another commit. */
    public void markResult(GateRunId id, Oid result) {
        handle.createUpdate("UPDATE gate_run SET result_id = :result WHERE gate_run_id = :id")
                .bind("result", result.bytes())
                .bind("id", id.value())
                .execute();
    }

    /** It passed after it had failed on the same commit. */
    public void markFlake(GateRunId id) {
        handle.createUpdate("UPDATE gate_run SET flake = true WHERE gate_run_id = :id")
                .bind("id", id.value())
                .execute();
    }

    /** It failed, and is tried again because its failed tests are known to be flaky. */
    public void markFlakyRetry(GateRunId id) {
        handle.createUpdate("UPDATE gate_run SET flaky_retry = true WHERE gate_run_id = :id")
                .bind("id", id.value())
                .execute();
    }

    /** Ends a gate run; says whether it was still open. */
    public boolean end(GateRunId id, GateRunState as, String reason) {
        if (!as.over()) {
            throw new IllegalStateException(as + " is not an end");
        }
        return handle.createUpdate("""
                                UPDATE gate_run SET state = :state, reason = :reason, ended_at = :now
                                WHERE gate_run_id = :id AND ended_at IS NULL
                                """)
                        .bind("state", as.word())
                        .bind("reason", reason)
                        .bind("now", now)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }

    /** Cancels what has not begun of a candidate that nobody needs any more; others may wait for what runs. */
    public void cancelOpen(CandidateId candidate, String reason) {
        handle.createUpdate("""
                        UPDATE gate_run SET state = <GateRunState.CANCELLED>, reason = :reason, ended_at = :now
                        WHERE candidate_id = :candidate AND ended_at IS NULL AND state <> <GateRunState.RUNNING>
                        """)
                .bind("reason", reason)
                .bind("now", now)
                .bind("candidate", candidate.value())
                .execute();
    }

    private static Optional<GateRunId> run(long id) {
        return id == 0 ? Optional.empty() : Optional.of(new GateRunId(id));
    }

    private static Optional<EnvironmentId> environment(long id) {
        return id == 0 ? Optional.empty() : Optional.of(new EnvironmentId(id));
    }
}
