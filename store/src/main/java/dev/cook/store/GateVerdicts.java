package dev.cook.store;

import dev.cook.domain.BranchId;
import dev.cook.domain.GateFinding;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.ReviewComment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The gate_verdict table. */
public final class GateVerdicts {
    private static final RowMapper<GateVerdict> VERDICT = Row.mapper(row -> {
        Optional<Integer> line =
                row.maybeNumber("line").stream().mapToObj(Math::toIntExact).findFirst();
        return new GateVerdict(
                row.flag("passes"),
                row.text("comment"),
                row.maybeText("file").map(file -> new GateVerdict.FileLine(file, line)));
    });

    /** Findings of a branch that are read: what nobody reads at once. */
    private static final int MOST_FINDINGS = 500;

    private static final RowMapper<GateFinding> FINDING = Row.mapper(row -> {
        Optional<Instant> resolvedAt = row.maybeTime("resolved_at");
        Optional<String> resolvedBy = row.maybeText("resolved_by");
        return new GateFinding(
                new GateFinding.Id(new GateRunId(row.number("gate_run_id")), row.count("position")),
                row.text("gate"),
                row.oid("commit_id"),
                row.text("file"),
                row.maybeNumber("line").stream().mapToObj(Math::toIntExact).findFirst(),
                row.text("comment"),
                row.time("said_at"),
                row.flag("repeated"),
                resolvedAt.flatMap(at -> resolvedBy.map(by -> new ReviewComment.Resolution(by, at))));
    });

    private final Handle handle;
    private final Instant now;

    GateVerdicts(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /**
     * Adds one to those of a run whose row is locked. What was said last is not said twice, and where there is no room for
     * more, the last one gives way.
     */
    public void say(GateRunId run, GateVerdict verdict) {
        List<GateVerdict> before = of(run);
        if (!before.isEmpty() && before.getLast().equals(verdict)) {
            return;
        }
        handle.createUpdate("""
                        INSERT INTO gate_verdict (gate_run_id, position, passes, comment, file, line, said_at)
                        VALUES (:run, :position, :passes, :comment, :file, :line, :now)
                        ON CONFLICT (gate_run_id, position) DO UPDATE
                        SET passes = excluded.passes, comment = excluded.comment, file = excluded.file,
                            line = excluded.line, said_at = excluded.said_at
                        """)
                .bind("run", run.value())
                .bind("position", Math.min(before.size() + 1, GateVerdict.MOST))
                .bind("passes", verdict.passes())
                .bind("comment", verdict.comment())
                .bind("file", verdict.place().map(GateVerdict.FileLine::file).orElse(null))
                .bind(
                        "line",
                        verdict.place().flatMap(GateVerdict.FileLine::line).orElse(null))
                .bind("now", now)
                .execute();
    }

    /** Of the run itself, in order. */
    public List<GateVerdict> of(GateRunId run) {
        return handle.createQuery("SELECT * FROM gate_verdict WHERE gate_run_id = :run ORDER BY position")
                .bind("run", run.value())
                .map(VERDICT)
                .list();
    }

    /** The same of a run for which another may have answered. */
    public List<GateVerdict> of(GateRun run) {
        return of(run.answeredBy().orElse(run.id()));
    }

    /** What the reviews of a branch's candidates said about files, the oldest first; of very many the newest. */
    public List<GateFinding> findings(BranchId branch) {
        return handle.createQuery("""
                        SELECT * FROM (
                            SELECT v.*, g.name AS gate, g.commit_id,
                                   g.gate_run_id < max(g.gate_run_id) OVER (PARTITION BY g.name) AS repeated
                            FROM candidate c JOIN gate_run g USING (candidate_id) JOIN gate_verdict v USING (gate_run_id)
                            WHERE c.branch_id = :branch AND g.commit_id IS NOT NULL
                            ORDER BY gate_run_id DESC, position DESC LIMIT :most
                        ) AS newest
                        WHERE file IS NOT NULL AND comment <> '' ORDER BY gate_run_id, position
                        """)
                .bind("branch", branch.value())
                .bind("most", MOST_FINDINGS)
                .map(FINDING)
                .list();
    }

    /** Says that nothing is left to do about a finding. */
    public void resolve(GateFinding.Id id, String by) {
        handle.createUpdate("""
                        UPDATE gate_verdict SET resolved_at = :now, resolved_by = :by
                        WHERE gate_run_id = :run AND position = :position
                        """)
                .bind("now", now)
                .bind("by", by)
                .bind("run", id.run().value())
                .bind("position", id.position())
                .execute();
    }

    public void reopen(GateFinding.Id id) {
        handle.createUpdate("""
                        UPDATE gate_verdict SET resolved_at = NULL, resolved_by = NULL
                        WHERE gate_run_id = :run AND position = :position
                        """)
                .bind("run", id.run().value())
                .bind("position", id.position())
                .execute();
    }
}
