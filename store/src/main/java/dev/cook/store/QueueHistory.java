package dev.cook.store;

import dev.cook.domain.BranchName;
import dev.cook.domain.RepoId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What happened in the queue of a target, for asking what would have happened. Changes nothing. */
public final class QueueHistory {
    private final Handle handle;

    QueueHistory(Handle handle) {
        this.handle = handle;
    }

    /**
     * A branch that was let land.
     *
     * @param landedAt empty: it has not landed
     * @param rejected whether its gates failed on what the target was
     * @param gates how long the gates of its first judged candidate took, with people's time; empty: none of it was judged to
     *     the end
     * @param work how long they ran in environments, all together; those that ask somebody run nowhere
     */
    public record Change(
            String branch,
            Instant queuedAt,
            Optional<Instant> landedAt,
            boolean rejected,
            Optional<Duration> gates,
            Duration work) {}

    /** Each time that a branch was queued at or after an event, oldest first, at most {@code limit}. */
    public List<Change> changes(RepoId repo, BranchName target, long fromEvent, int limit) {
        return handle.createQuery("""
                        SELECT b.name, e.at AS queued_at, e.until, judged.seconds, judged.work, coalesce(judged.rejected, false) AS rejected,
                               CASE WHEN b.state = <BranchState.LANDED> AND e.until IS NULL THEN b.ended_at END AS landed_at
                        FROM (
                            SELECT branch_id, at, event_id,
                                   lead(at) OVER (PARTITION BY branch_id ORDER BY event_id) AS until
                            FROM event WHERE repo_id = :repo AND type = <BranchFact.Queued> AND event_id >= :event
                        ) AS e
                        JOIN branch b USING (branch_id)
                        LEFT JOIN LATERAL (
                            SELECT c.state = <CandidateState.FAILED> AS rejected,
                                   extract(epoch FROM max(g.ended_at) - min(g.started_at)) AS seconds,
                                   sum(extract(epoch FROM g.ended_at - g.started_at))
                                       FILTER (WHERE g.environment_id IS NOT NULL) AS work
                            FROM candidate c
                            JOIN candidate_member m ON m.candidate_id = c.candidate_id AND m.branch_id = b.branch_id
                            JOIN gate_run g ON g.candidate_id = c.candidate_id
                            WHERE c.state IN <CandidateState.isJudged> AND c.built_at >= e.at
                                  AND (e.until IS NULL OR c.built_at < e.until)
                            GROUP BY c.candidate_id, c.state ORDER BY c.candidate_id LIMIT 1
                        ) AS judged ON true
                        WHERE b.target = :target
                        ORDER BY e.event_id LIMIT :limit
                        """)
                .bind("repo", repo.value())
                .bind("event", fromEvent)
                .bind("target", target.value())
                .bind("limit", limit)
                .map(Row.mapper(row -> new Change(
                        row.text("name"),
                        row.time("queued_at"),
                        row.maybeTime("landed_at"),
                        row.flag("rejected"),
                        row.maybeAmount("seconds").map(QueueHistory::duration),
                        row.maybeAmount("work").map(QueueHistory::duration).orElse(Duration.ZERO))))
                .list();
    }

    /**
     * What its candidates used since an event.
     *
     * @param candidates that were judged
     * @param wasted those of them that neither landed nor found a culprit
     * @param gates how long gates ran in environments, all together
     * @param cost of their environments in USD; empty: not all of them have a price
     */
    public record Used(int candidates, int wasted, Duration gates, Optional<BigDecimal> cost) {}

    public Used used(RepoId repo, BranchName target, Instant from) {
        return handle.createQuery("""
                        WITH judged AS (
                            SELECT c.candidate_id, c.state,
                                   sum(extract(epoch FROM coalesce(g.ended_at, g.started_at) - g.started_at))
                                       FILTER (WHERE e.environment_id IS NOT NULL) AS seconds,
                                   sum(extract(epoch FROM coalesce(g.ended_at, g.started_at) - g.started_at)
                                       * e.price_per_hour / 3600) AS usd,
                                   bool_and(e.price_per_hour IS NOT NULL)
                                       FILTER (WHERE e.environment_id IS NOT NULL) AS priced
                            FROM candidate c JOIN gate_run g USING (candidate_id)
                            LEFT JOIN environment e ON e.environment_id = g.environment_id
                            WHERE c.repo_id = :repo AND c.target = :target AND c.built_at >= :from
                                  AND g.started_at IS NOT NULL
                            GROUP BY c.candidate_id
                        )
                        SELECT count(*) AS candidates, count(*) FILTER (WHERE state IN <CandidateState.isWasted>) AS wasted,
                               coalesce(sum(seconds), 0) AS seconds,
                               CASE WHEN bool_and(priced) THEN sum(usd) END AS usd
                        FROM judged
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("from", from)
                .map(Row.mapper(row -> new Used(
                        row.count("candidates"),
                        row.count("wasted"),
                        row.maybeAmount("seconds").map(QueueHistory::duration).orElse(Duration.ZERO),
                        row.maybeAmount("usd"))))
                .one();
    }

    /** Candidates by which it is known how long gates take: those of a busy day. */
    private static final int RECENT = 50;

    /** How long each gate took in the middle, by its name, on the last candidates of a target that were judged. */
    public Map<String, Duration> gateTimes(RepoId repo, BranchName target) {
        return handle.createQuery("""
                        SELECT g.name, percentile_cont(0.5) WITHIN GROUP (
                                   ORDER BY extract(epoch FROM g.ended_at - g.started_at)::float8)::numeric AS seconds
                        FROM (SELECT candidate_id FROM candidate
                              WHERE repo_id = :repo AND target = :target AND state IN <CandidateState.isJudged>
                              ORDER BY candidate_id DESC LIMIT :recent) AS c
                        JOIN gate_run g USING (candidate_id)
                        WHERE g.state = <GateRunState.PASSED> AND g.environment_id IS NOT NULL AND g.started_at IS NOT NULL
                        GROUP BY g.name
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("recent", RECENT)
                .map(Row.mapper(row -> Map.entry(
                        row.text("name"),
                        row.maybeAmount("seconds").map(QueueHistory::duration).orElse(Duration.ZERO))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Duration duration(BigDecimal seconds) {
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
    }
}
