package dev.cook.store;

import dev.cook.domain.BranchName;
import dev.cook.domain.GateDay;
import dev.cook.domain.RepoId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** How gates did lately, from the table gate_run. */
public final class GateHealth {
    /** How far back it is looked. */
    public static final int DAYS = 14;

    /** Candidates that are looked at, newest first: their runs are read one by one, which takes some milliseconds. */
    public static final int MOST_CANDIDATES = 1_000;

    private final Handle handle;
    private final Instant now;

    GateHealth(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** What ran on candidates for a target in the last {@link #DAYS} days, by gate and day. */
    public List<GateDay> days(RepoId repo, BranchName target) {
        return handle.createQuery("""
                        SELECT g.name, to_char(g.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
                               count(*) FILTER (WHERE g.state = <GateRunState.PASSED>) AS passed,
                               count(*) FILTER (WHERE g.state IN (<GateRunState.FAILED>, <GateRunState.BROKEN>)) AS failed,
                               count(*) FILTER (WHERE g.flake OR g.flaky_retry) AS flaky,
                               cast(percentile_cont(0.5) WITHIN GROUP
                                    (ORDER BY extract(epoch FROM g.ended_at - g.started_at) * 1000) AS bigint) AS took_ms
                        FROM (SELECT candidate_id FROM candidate
                              WHERE repo_id = :repo AND target = :target AND built_at > :since
                              ORDER BY built_at DESC LIMIT :most) c
                        CROSS JOIN LATERAL (SELECT name, state, flake, flaky_retry, started_at, ended_at FROM gate_run
                                            WHERE candidate_id = c.candidate_id) g
                        WHERE g.started_at IS NOT NULL
                          AND g.state IN (<GateRunState.PASSED>, <GateRunState.FAILED>, <GateRunState.BROKEN>)
                        GROUP BY g.name, day ORDER BY g.name, day
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("since", now.minus(Duration.ofDays(DAYS)))
                .bind("most", MOST_CANDIDATES)
                .map(Row.mapper(row -> new GateDay(
                        row.text("name"),
                        LocalDate.parse(row.text("day")),
                        row.count("passed"),
                        row.count("failed"),
                        row.count("flaky"),
                        Duration.ofMillis(row.number("took_ms")))))
                .list();
    }
}
