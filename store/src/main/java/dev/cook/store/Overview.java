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
            RepoName repo, BranchName branch, String agent, int turn, boolean started, Instant since, String task) {}

    /** A gate that runs or waits for its turn. */
    public record Judging(RepoName repo, BranchName branch, String gate, GateRunState state, Instant since) {}

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
    public List<Working> working(List<RepoId> repos, int limit) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT r.name AS repo_name, b.name AS branch_name, s.agent, left(b.prompt, 300) AS task,
                               coalesce(j.turn, 1) AS turn, coalesce(j.state = <JobState.RUNNING>, false) AS started,
                               coalesce(j.started_at, j.queued_at, s.created_at) AS since
                        FROM session s
                        JOIN branch b USING (branch_id)
                        JOIN repo r USING (repo_id)
                        LEFT JOIN LATERAL (
                            SELECT turn, state, queued_at, started_at FROM job
                            WHERE job.session_id = s.session_id ORDER BY turn DESC LIMIT 1
                        ) j ON true
                        WHERE s.ended_at IS NULL AND b.repo_id = ANY(:repos)
                          AND (j.state IS NULL OR j.state NOT IN <JobState.over>)
                        ORDER BY since LIMIT :limit
                        """)
                        .bindArray("repos", Long.class, ids(repos))
                        .bind("limit", limit),
                Row.mapper(row -> new Working(
                        new RepoName(row.text("repo_name")),
                        new BranchName(row.text("branch_name")),
                        row.text("agent"),
                        row.count("turn"),
                        row.flag("started"),
                        row.time("since"),
                        row.maybeText("task").orElse(""))));
    }

    /** Gate runs that are not over, oldest first. */
    public List<Judging> judging(List<RepoId> repos, int limit) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT r.name AS repo_name, b.name AS branch_name, g.name AS gate, g.state,
                               coalesce(g.started_at, g.queued_at) AS since
                        FROM gate_run g
                        JOIN candidate c USING (candidate_id)
                        JOIN branch b USING (branch_id)
                        JOIN repo r ON r.repo_id = b.repo_id
                        WHERE g.ended_at IS NULL AND b.repo_id = ANY(:repos)
                        ORDER BY g.gate_run_id LIMIT :limit
                        """)
                        .bindArray("repos", Long.class, ids(repos))
                        .bind("limit", limit),
                Row.mapper(row -> new Judging(
                        new RepoName(row.text("repo_name")),
                        new BranchName(row.text("branch_name")),
                        row.text("gate"),
                        row.word("state", GateRunState.class),
                        row.time("since"))));
    }

    /** Approvals that wait, oldest first. */
    public List<Asking> approvals(List<RepoId> repos, int limit) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT r.name AS repo_name, b.name AS branch_name, b.branch_id, g.gate_run_id, g.name AS gate,
                               coalesce(g.started_at, g.queued_at) AS since
                        FROM gate_run g
                        JOIN candidate c USING (candidate_id)
                        JOIN branch b USING (branch_id)
                        JOIN repo r ON r.repo_id = b.repo_id
                        WHERE g.ended_at IS NULL AND g.state = :state AND g.kind = :kind
                          AND b.repo_id = ANY(:repos)
                        ORDER BY g.gate_run_id LIMIT :limit
                        """)
                        .bindArray("repos", Long.class, ids(repos))
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

    /**
     * Branches that go on only when a person does something. Those that wait for answers of people or other systems are not
     * among them: whoever can give one has it in {@link #approvals}.
     *
     * @param writable repositories of the branches
     * @param landable those of them in which branches count that passed, and somebody has to say that they land
     */
    public List<Judged> waiting(List<RepoId> writable, List<RepoId> landable, int limit) {
        return ReadableRows.list(
                handle.createQuery(JUDGED.formatted("branch") + """
                        CROSS JOIN LATERAL (
                            SELECT coalesce(b.state = <BranchState.DONE> AND c.state = <CandidateState.OPEN>
                                            AND c.planned_at IS NOT NULL AND g.open = 0 AND g.failed = 0, false) AS passed
                        ) AS judged
                        WHERE b.ended_at IS NULL AND b.repo_id = ANY(:writable)
                          AND CASE WHEN judged.passed
                              THEN b.repo_id = ANY(:landable) AND b.hold IS NULL
                                   AND (b.waits_for IS NOT NULL OR b.landing = <Landing.ASK>)
                              ELSE b.waits_for IS NOT NULL
                                   AND NOT coalesce(c.state = <CandidateState.OPEN> AND g.asked > 0 AND g.failed = 0, false)
                              END
                        ORDER BY b.changed_at LIMIT :limit
                        """)
                        .bindArray("landable", Long.class, ids(landable))
                        .bindArray("writable", Long.class, ids(writable))
                        .bind("limit", limit),
                LINE);
    }

    /** Branches that are alive, the one that changed last first. */
    public List<Judged> alive(List<RepoId> repos, int limit) {
        return judged("""
                WHERE b.ended_at IS NULL AND b.repo_id = ANY(:repos)
                ORDER BY b.changed_at DESC LIMIT :limit
                """, repos, limit);
    }

    /** Branches that landed, the last one first. */
    public List<Judged> landed(List<RepoId> repos, int limit) {
        return ended(repos, List.of(BranchState.LANDED), limit);
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
