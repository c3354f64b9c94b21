package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** What pages show: rows of several tables, read together. Changes nothing. */
public final class Overview {
    /** The newest candidate of each branch and how far its gates are: the last attempt of each gate counts. */
    private static final String JUDGED = """
            SELECT b.*, r.name AS repo_name, c.state AS candidate_state, c.planned_at,
                   g.passed, g.failed, g.open, g.asked
            FROM %s b
            JOIN repo r USING (repo_id)
            LEFT JOIN LATERAL (
                SELECT candidate_id, state, planned_at FROM candidate
                WHERE candidate_id = (SELECT max(m.candidate_id) FROM candidate_member m WHERE m.branch_id = b.branch_id)
            ) c ON true
            LEFT JOIN LATERAL (
                SELECT count(*) FILTER (WHERE state = <GateRunState.PASSED>) AS passed,
                       count(*) FILTER (WHERE state IN <GateRunState.isFailure>) AS failed,
                       count(*) FILTER (WHERE state NOT IN <GateRunState.over>) AS open,
                       count(*) FILTER (WHERE state = <GateRunState.WAITING>) AS asked
                FROM (SELECT DISTINCT ON (name) state FROM gate_run
                      WHERE candidate_id = c.candidate_id ORDER BY name, attempt DESC) AS latest
            ) g ON true
            """;

    /** The newest of each repository first: there are few repositories, and many branches that ended. */
    private static final String ENDED = JUDGED.formatted("""
            (SELECT newest.* FROM unnest(:repos) AS wanted (repo_id)
             CROSS JOIN LATERAL (
                 SELECT * FROM branch
                 WHERE branch.repo_id = wanted.repo_id AND ended_at IS NOT NULL AND state = ANY(:states)
                 ORDER BY ended_at DESC LIMIT :limit
             ) AS newest
             ORDER BY newest.ended_at DESC LIMIT :limit)
            """) + "ORDER BY b.ended_at DESC";

    private static final RowMapper<Judged> LINE = Overview::judged;

    private final Handle handle;

    Overview(Handle handle) {
        this.handle = handle;
    }

    /**
     * A branch, and what its newest candidate's gates found.
     *
     * @param planned whether its gates are known, so that none open and none failed means that it may land
     * @param changedAt when its row last changed
     */
    public record Judged(
            RepoName repo, Branch branch, boolean planned, int passed, int failed, int open, Instant changedAt) {
        public int gates() {
            return passed + failed + open;
        }
    }

    /** An agent at work, or about to be. */
    public record Working(
            RepoName repo,
            BranchId life,
            BranchName branch,
            String agent,
            int turn,
            boolean started,
            Instant since,
            String task,
            JobId job) {}

    /**
     * A gate that runs or waits for its turn.
     *
     * @param job empty: it does not run yet, or asks somebody instead
     */
    public record Judging(
            RepoName repo,
            BranchId life,
            BranchName branch,
            String gate,
            GateRunState state,
            Instant since,
            Optional<JobId> job) {}

    /** An approval that waits for people. */
    public record Asking(RepoName repo, BranchName branch, BranchId life, GateRunId run, String gate, Instant since) {}

    /**
     * The end of what a job wrote.
     *
     * @param total bytes of all of it
     * @param cut whether the server dropped output beyond its limit
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares outputs
    public record Tail(byte[] bytes, long total, boolean cut) {}

    /** Agents whose turn is not over, longest first. */
    public List<Working> working(BranchLists.Scope scope, int limit) {
        return ReadableRows.list(
                BranchLists.bind(handle.createQuery("""
                        SELECT r.name AS repo_name, b.branch_id, b.name AS branch_name, s.agent, left(b.prompt, 300) AS task,
                               j.turn, j.state = <JobState.RUNNING> AS started, j.job_id,
                               coalesce(j.started_at, j.queued_at) AS since
                        FROM job j
                        JOIN session s USING (session_id)
                        JOIN branch b USING (branch_id)
                        JOIN repo r USING (repo_id)
                        WHERE j.ended_at IS NULL AND j.session_id IS NOT NULL AND s.ended_at IS NULL
                          AND b.repo_id = ANY(:repos) AND (:by::text IS NULL OR b.started_by = :by)
                        ORDER BY since, j.job_id LIMIT :limit
                        """), scope).bind("limit", limit),
                Row.mapper(row -> new Working(
                        new RepoName(row.text("repo_name")),
                        new BranchId(row.number("branch_id")),
                        new BranchName(row.text("branch_name")),
                        row.text("agent"),
                        row.count("turn"),
                        row.flag("started"),
                        row.time("since"),
                        row.maybeText("task").orElse(""),
                        new JobId(row.number("job_id")))));
    }

    /** Gate runs that are not over, oldest first. */
    public List<Judging> judging(BranchLists.Scope scope, int limit) {
        return ReadableRows.list(
                BranchLists.bind(handle.createQuery("""
                        SELECT r.name AS repo_name, b.branch_id, b.name AS branch_name, g.name AS gate, g.state,
                               coalesce(g.started_at, g.queued_at) AS since, j.job_id
                        FROM gate_run g
                        JOIN candidate c USING (candidate_id)
                        JOIN branch b USING (branch_id)
                        JOIN repo r ON r.repo_id = b.repo_id
                        LEFT JOIN job j USING (gate_run_id)
                        WHERE g.ended_at IS NULL AND b.repo_id = ANY(:repos) AND (:by::text IS NULL OR b.started_by = :by)
                        ORDER BY g.gate_run_id LIMIT :limit
                        """), scope).bind("limit", limit), Row.mapper(row -> {
                    var job = row.maybeNumber("job_id");
                    return new Judging(
                            new RepoName(row.text("repo_name")),
                            new BranchId(row.number("branch_id")),
                            new BranchName(row.text("branch_name")),
                            row.text("gate"),
                            row.word("state", GateRunState.class),
                            row.time("since"),
                            job.isPresent() ? Optional.of(new JobId(job.getAsLong())) : Optional.empty());
                }));
    }

    /** Approvals that wait, oldest first. */
    public List<Asking> approvals(BranchLists.Scope scope, int limit) {
        return ReadableRows.list(
                BranchLists.bind(handle.createQuery("""
                        SELECT r.name AS repo_name, b.name AS branch_name, b.branch_id, g.gate_run_id, g.name AS gate,
                               coalesce(g.started_at, g.queued_at) AS since
                        FROM gate_run g
                        JOIN candidate c USING (candidate_id)
                        JOIN branch b USING (branch_id)
                        JOIN repo r ON r.repo_id = b.repo_id
                        WHERE g.ended_at IS NULL AND g.state = :state AND g.kind = :kind
                          AND b.repo_id = ANY(:repos) AND (:by::text IS NULL OR b.started_by = :by)
                        ORDER BY g.gate_run_id LIMIT :limit
                        """), scope)
                        .bind("state", GateRunState.WAITING.word())
                        .bind("kind", GateKind.APPROVAL.word())
                        .bind("limit", limit),
                Row.mapper(row -> new Asking(
                        new RepoName(row.text("repo_name")),
                        new BranchName(row.text("branch_name")),
                        new BranchId(row.number("branch_id")),
                        new GateRunId(row.number("gate_run_id")),
                        row.text("gate"),
                        row.time("since"))));
    }

    /** What there is to say of branches, in the order in which they are given. */
    public List<Judged> lines(List<BranchId> branches) {
        return ReadableRows.list(
                handle.createQuery(JUDGED.formatted("""
                        (SELECT * FROM unnest(:branches) WITH ORDINALITY AS wanted (branch_id, position)
                         JOIN branch USING (branch_id))
                        """) + "ORDER BY b.position")
                        .bindArray(
                                "branches",
                                Long.class,
                                branches.stream().map(BranchId::value).toList()),
                LINE);
    }

    /** Branches that are alive, the one that changed last first. */
    public List<Judged> alive(List<RepoId> repos, int limit) {
        return judged("""
                WHERE b.ended_at IS NULL AND b.repo_id = ANY(:repos)
                ORDER BY b.changed_at DESC LIMIT :limit
                """, repos, limit);
    }

    /** Branches that landed or were given up, the last one first. */
    public List<Judged> ended(RepoId repo, int limit) {
        return ended(List.of(repo), List.of(BranchState.LANDED, BranchState.ABANDONED), limit);
    }

    /** The newest gate runs of a branch over all its candidates, at most {@code limit}, oldest first. */
    public List<GateRun> gateRuns(BranchId branch, int limit) {
        return handle.createQuery("SELECT * FROM (SELECT " + GateRuns.COLUMNS + """
                             FROM gate_run g JOIN candidate_member m USING (candidate_id)
                            WHERE m.branch_id = :branch ORDER BY gate_run_id DESC LIMIT :limit
                        ) AS newest ORDER BY gate_run_id
                        """)
                .bind("branch", branch.value())
                .bind("limit", limit)
                .map(GateRuns.GATE_RUN)
                .list();
    }

    /** The newest jobs of a branch, of its sessions and its gate runs, at most {@code limit}, oldest first. */
    public List<Job> jobs(BranchId branch, int limit) {
        return handle.createQuery("""
                        SELECT * FROM (
                            SELECT * FROM (
                                SELECT j.* FROM session s JOIN job j USING (session_id) WHERE s.branch_id = :branch
                                UNION ALL
                                SELECT j.* FROM candidate c JOIN gate_run g USING (candidate_id) JOIN job j USING (gate_run_id)
                                WHERE c.branch_id = :branch
                            ) AS its ORDER BY job_id DESC LIMIT :limit
                        ) AS newest ORDER BY job_id
                        """)
                .bind("branch", branch.value())
                .bind("limit", limit)
                .map(Jobs.JOB)
                .list();
    }

    /** The branch that a job worked for. */
    public Optional<BranchId> branchOf(JobId job) {
        return handle.createQuery("""
                        SELECT coalesce(s.branch_id, c.branch_id) AS branch_id FROM job j
                        LEFT JOIN session s USING (session_id)
                        LEFT JOIN gate_run g USING (gate_run_id)
                        LEFT JOIN candidate c USING (candidate_id)
                        WHERE job_id = :job
                        """)
                .bind("job", job.value())
                .map(Row.mapper(row -> new BranchId(row.number("branch_id"))))
                .findOne();
    }

    /** The last bytes of what a job wrote, at most {@code limit}, once it is over. */
    public Optional<Tail> tail(JobId job, int limit) {
        return handle.createQuery("""
                        SELECT substring(output FROM greatest(1, length(output) - :limit + 1)) AS bytes,
                               length(output) AS total, cut
                        FROM job_output WHERE job_id = :job
                        """)
                .bind("limit", limit)
                .bind("job", job.value())
                .map(Row.mapper(row -> new Tail(row.bytes("bytes"), row.number("total"), row.flag("cut"))))
                .findOne();
    }

    /**
     * Some bytes of what a job wrote, once it is over.
     *
     * @param from counts from 0
     */
    public Optional<Tail> slice(JobId job, long from, int limit) {
        return handle.createQuery("""
                        SELECT substring(output FROM :from + 1 FOR :limit) AS bytes, length(output) AS total, cut
                        FROM job_output WHERE job_id = :job
                        """)
                .bind("from", (int) from)
                .bind("limit", limit)
                .bind("job", job.value())
                .map(Row.mapper(row -> new Tail(row.bytes("bytes"), row.number("total"), row.flag("cut"))))
                .findOne();
    }

    /** The last bytes of the lines of a turn's transcript, at most {@code limit}, once it is over and if there are any. */
    public Optional<Tail> transcriptTail(JobId job, int limit) {
        return handle.createQuery("""
                        SELECT substring(lines FROM greatest(1, length(lines) - :limit + 1)) AS bytes, length(lines) AS total
                        FROM transcript WHERE job_id = :job
                        """)
                .bind("limit", limit)
                .bind("job", job.value())
                .map(Row.mapper(row -> new Tail(row.bytes("bytes"), row.number("total"), false)))
                .findOne();
    }

    private List<Judged> ended(List<RepoId> repos, List<BranchState> states, int limit) {
        return ReadableRows.list(
                handle.createQuery(ENDED)
                        .bindArray("repos", Long.class, ids(repos))
                        .bindArray(
                                "states",
                                String.class,
                                states.stream().map(BranchState::word).toList())
                        .bind("limit", limit),
                LINE);
    }

    private List<Judged> judged(String rest, List<RepoId> repos, int limit) {
        return ReadableRows.list(
                handle.createQuery(JUDGED.formatted("branch") + rest)
                        .bindArray("repos", Long.class, ids(repos))
                        .bind("limit", limit),
                LINE);
    }

    private static List<Long> ids(List<RepoId> repos) {
        return repos.stream().map(RepoId::value).toList();
    }

    private static Judged judged(ResultSet result, StatementContext context) throws SQLException {
        Branch branch = Branches.BRANCH.map(result, context);
        return Row.mapper(row -> new Judged(
                        new RepoName(row.text("repo_name")),
                        branch,
                        row.maybeTime("planned_at").isPresent(),
                        row.count("passed"),
                        row.count("failed"),
                        row.count("open"),
                        row.time("changed_at")))
                .map(result, context);
    }
}
