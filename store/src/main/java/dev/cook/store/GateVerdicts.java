package dev.cook.store;

import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateVerdict;
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
}
