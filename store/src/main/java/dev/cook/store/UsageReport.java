package dev.cook.store;

import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.SessionId;
import dev.cook.domain.Spent;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** What turns used and environments cost, added up. Changes nothing. */
public final class UsageReport {
    private static final RowMapper<Line> LINE = Row.mapper(row -> new Line(
            row.text("name"),
            row.count("sessions"),
            new Spent(
                    row.count("turns"),
                    row.count("unknown"),
                    new TokenCounts(
                            count(row, "input"),
                            count(row, "cached"),
                            count(row, "written"),
                            count(row, "output"),
                            count(row, "reasoning")),
                    row.maybeAmount("reported"),
                    row.maybeAmount("computed")),
            place(row)));

    private final Handle handle;
    private final Instant now;

    UsageReport(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** What lines stand for. Lives of branches of one name are told apart by when they began. */
    public enum By {
        REPO("r.repo_id, r.name", "r.name"),
        TASK("f.branch_id, r.name, b.name, b.created_at", """
                r.name || ' ' || b.name || CASE WHEN count(*) OVER (PARTITION BY r.name, b.name) > 1
                    THEN to_char(b.created_at AT TIME ZONE 'UTC', ' (YYYY-MM-DD HH24:MI:SS)') ELSE '' END
                """),
        AGENT("f.agent", "f.agent"),
        DAY("f.day", "f.day");

        private final String key;
        private final String name;

        By(String key, String name) {
            this.key = key;
            this.name = name;
        }
    }

    /**
     * How long environments stood, and what that cost.
     *
     * @param seconds all of them
     * @param usd of those that have a price; absent where none has
     * @param unpriced seconds of those that have none, so that nobody knows what they cost
     */
    public record EnvironmentTime(long seconds, Optional<BigDecimal> usd, long unpriced) {}

    /** One line: turns of agents that are over, those for gates among them, and the environments of sessions and gates. */
    public record Line(String name, int sessions, Spent spent, EnvironmentTime place) {}

    /**
     * Adds up what began since a time. A turn and an environment belong to the day (in UTC) on which they began; an
     * environment that still stands counts until now, and a gate's has the agent {@code (gates)}.
     */
    public List<Line> lines(By by, List<RepoId> repos, Instant since) {
        return handle.createQuery("""
                        WITH fact AS (
                            SELECT b.repo_id, b.branch_id, coalesce(s.agent, g.definition ->> 'agent') AS agent,
                                   s.session_id, j.job_id, j.started_at AS at,
                                   sum(u.input_tokens) AS input, sum(u.cached_tokens) AS cached,
                                   sum(u.written_tokens) AS written, sum(u.output_tokens) AS output,
                                   sum(u.reasoning_tokens) AS reasoning, sum(u.reported_usd) AS reported,
                                   sum(u.computed_usd) FILTER (WHERE u.basis = <CostBasis.COMPUTED>) AS computed,
                                   count(u.model) = 0 OR bool_or(u.basis = <CostBasis.UNKNOWN>) AS unknown,
                                   NULL::numeric AS seconds, NULL::numeric AS price
                            FROM job j
                            JOIN environment e USING (environment_id)
                            JOIN branch b ON b.branch_id = e.branch_id
                            LEFT JOIN session s USING (session_id)
                            LEFT JOIN gate_run g USING (gate_run_id)
                            LEFT JOIN job_usage u USING (job_id)
                            WHERE j.started_at >= :since AND j.ended_at IS NOT NULL AND b.repo_id = ANY(:repos)
                              AND (s.session_id IS NOT NULL OR g.kind IN <GateKind.runsAgent>)
                            GROUP BY b.branch_id, s.session_id, g.gate_run_id, j.job_id
                            UNION ALL
                            SELECT b.repo_id, b.branch_id, coalesce(s.agent, '(gates)'), NULL, NULL, e.launched_at,
                                   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                   extract(epoch FROM coalesce(e.gone_at, :now) - e.launched_at), e.price_per_hour
                            FROM environment e
                            JOIN branch b USING (branch_id)
                            LEFT JOIN session s USING (environment_id)
                            WHERE e.launched_at >= :since AND b.repo_id = ANY(:repos)
                        ), f AS (
                            SELECT *, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day FROM fact
                        )
                        SELECT %s AS name, count(DISTINCT session_id) AS sessions, count(job_id) AS turns,
                               count(*) FILTER (WHERE unknown) AS unknown,
                               sum(input)::bigint AS input, sum(cached)::bigint AS cached,
                               sum(written)::bigint AS written, sum(output)::bigint AS output,
                               sum(reasoning)::bigint AS reasoning, sum(reported) AS reported,
                               sum(computed) AS computed, coalesce(sum(seconds), 0)::bigint AS seconds,
                               sum(seconds * price / 3600) AS place_usd,
                               coalesce(sum(seconds) FILTER (WHERE price IS NULL), 0)::bigint AS unpriced
                        FROM f JOIN repo r USING (repo_id) JOIN branch b USING (branch_id)
                        GROUP BY %s ORDER BY 1
                        """.formatted(by.name, by.key))
                .bindArray(
                        "repos", Long.class, repos.stream().map(RepoId::value).toList())
                .bind("since", since)
                .bind("now", now)
                .map(LINE)
                .list();
    }

    /**
     * What became of branches with an agent that ended.
     *
     * @param ended at least one
     */
    public record Ended(String agent, int landed, int ended) {}

    /** Branches that ended since a time, by the agent that was asked. */
    public List<Ended> ended(List<RepoId> repos, Instant since) {
        return handle.createQuery("""
                        SELECT agent, count(*) FILTER (WHERE state = <BranchState.LANDED>) AS landed, count(*) AS ended
                        FROM branch
                        WHERE repo_id = ANY(:repos) AND ended_at >= :since AND agent IS NOT NULL
                        GROUP BY agent ORDER BY agent
                        """)
                .bindArray(
                        "repos", Long.class, repos.stream().map(RepoId::value).toList())
                .bind("since", since)
                .map(Row.mapper(row -> new Ended(row.text("agent"), row.count("landed"), row.count("ended"))))
                .list();
    }

    /** What a session that is under way may use, and used. */
    public record Budget(RepoName repo, BranchName branch, String agent, BigDecimal limit, Spent spent) {}

    /** Sessions under way that have a budget, the newest first, at most {@code limit}. */
    public List<Budget> budgets(List<RepoId> repos, int limit) {
        JobUsages usages = new JobUsages(handle);
        record Found(SessionId session, RepoName repo, BranchName branch, String agent, BigDecimal limit) {}
        return handle
                .createQuery("""
                        SELECT s.session_id, r.name AS repo_name, b.name AS branch_name, s.agent, s.budget_usd
                        FROM session s JOIN branch b USING (branch_id) JOIN repo r USING (repo_id)
                        WHERE s.ended_at IS NULL AND s.budget_usd IS NOT NULL AND b.repo_id = ANY(:repos)
                        ORDER BY s.session_id DESC LIMIT :limit
                        """)
                .bindArray(
                        "repos", Long.class, repos.stream().map(RepoId::value).toList())
                .bind("limit", limit)
                .map(Row.mapper(row -> new Found(
                        new SessionId(row.number("session_id")),
                        new RepoName(row.text("repo_name")),
                        new BranchName(row.text("branch_name")),
                        row.text("agent"),
                        row.maybeAmount("budget_usd").orElse(BigDecimal.ZERO))))
                .list()
                .stream()
                .map(found -> new Budget(
                        found.repo(), found.branch(), found.agent(), found.limit(), usages.spent(found.session())))
                .toList();
    }

    /** How long an environment has stood since its last launch, and what that cost. */
    public EnvironmentTime place(EnvironmentId environment) {
        return handle.createQuery("""
                        SELECT coalesce(extract(epoch FROM coalesce(gone_at, :now) - launched_at), 0)::bigint AS seconds,
                               extract(epoch FROM coalesce(gone_at, :now) - launched_at) * price_per_hour / 3600 AS place_usd,
                               CASE WHEN price_per_hour IS NULL
                                    THEN coalesce(extract(epoch FROM coalesce(gone_at, :now) - launched_at), 0)
                                    ELSE 0 END::bigint AS unpriced
                        FROM environment WHERE environment_id = :id
                        """)
                .bind("now", now)
                .bind("id", environment.value())
                .map(Row.mapper(UsageReport::place))
                .one();
    }

    /** What all turns of a branch's sessions that are over used; empty while none is. */
    public Optional<Spent> ofBranch(BranchId branch) {
        Sessions sessions = new Sessions(handle, now);
        JobUsages usages = new JobUsages(handle);
        Spent spent = sessions.of(branch).stream()
                .map(session -> usages.spent(session.id()))
                .reduce(Spent.NOTHING, Spent::and);
        return Optional.of(spent).filter(found -> found.turns() > 0);
    }

    /** How long a session's turns have run together; one that runs counts until now. */
    public Duration ran(SessionId session) {
        return handle.createQuery("""
                        SELECT coalesce(sum(extract(epoch FROM coalesce(ended_at, :now) - started_at)), 0)::bigint AS seconds
                        FROM job WHERE session_id = :session AND started_at IS NOT NULL
                        """)
                .bind("now", now)
                .bind("session", session.value())
                .map(Row.mapper(row -> Duration.ofSeconds(row.number("seconds"))))
                .one();
    }

    private static EnvironmentTime place(Row row) throws SQLException {
        return new EnvironmentTime(row.number("seconds"), row.maybeAmount("place_usd"), row.number("unpriced"));
    }

    private static Optional<Long> count(Row row, String column) throws SQLException {
        var value = row.maybeNumber(column);
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
