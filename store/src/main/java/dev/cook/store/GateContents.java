package dev.cook.store;

import static dev.cook.store.GateRuns.GATE_RUN;

import dev.cook.domain.CandidateState;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Gate runs by what they judge: which one answers for another, and which one another waits for. */
public final class GateContents {
    private final Handle handle;
    private final Instant now;

    GateContents(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** The run of its own that passed with some content and was no flake, the newest of them. */
    public Optional<GateRun> passed(RepoId repo, ContentKey key) {
        return handle.createQuery("SELECT " + GateRuns.COLUMNS + """
                         FROM gate_run g JOIN candidate c USING (candidate_id)
                        WHERE g.content_key = :key AND g.state = <GateRunState.PASSED> AND c.repo_id = :repo
                          AND NOT g.flake AND g.answered_by IS NULL
                        ORDER BY gate_run_id DESC LIMIT 1
                        """)
                .bind("key", key.bytes())
                .bind("repo", repo.value())
                .map(GATE_RUN)
                .findOne();
    }

    /** The run that judges some content now. */
    public Optional<GateRun> running(RepoId repo, ContentKey key) {
        return handle.createQuery("SELECT " + GateRuns.COLUMNS + """
                         FROM gate_run g JOIN candidate c USING (candidate_id)
                        WHERE g.content_key = :key AND g.state = <GateRunState.RUNNING> AND g.ended_at IS NULL AND c.repo_id = :repo
                        ORDER BY gate_run_id LIMIT 1
                        """)
                .bind("key", key.bytes())
                .bind("repo", repo.value())
                .map(GATE_RUN)
                .findOne();
    }

    /** Whether somebody insists that it runs. */
    public boolean isFresh(GateRunId id) {
        return handle.createQuery("SELECT fresh FROM gate_run WHERE gate_run_id = :id")
                .bind("id", id.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** What decides its result. */
    public void markKey(GateRunId id, ContentKey key) {
        handle.createUpdate(
                        "UPDATE gate_run SET content_key = :key WHERE gate_run_id = :id AND content_key IS DISTINCT FROM :key")
                .bind("key", key.bytes())
                .bind("id", id.value())
                .execute();
    }

    /** It passed, because another run with the same content did. */
    public void answer(GateRunId id, Oid commit, GateRunId original, String reason) {
        handle.createUpdate("""
                        UPDATE gate_run SET state = <GateRunState.PASSED>, commit_id = :commit, answered_by = :original,
                                            reason = :reason, started_at = :now, ended_at = :now
                        WHERE gate_run_id = :id AND state = <GateRunState.QUEUED>
                        """)
                .bind("commit", commit.bytes())
                .bind("original", original.value())
                .bind("reason", reason)
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /**
     * An open run of a candidate that is closed.
     *
     * @param keyed whether another run could use its answer
     * @param awaited whether a run of an open candidate waits for it
     */
    public record Leftover(
            GateRunId id,
            GateRunState state,
            CandidateState candidate,
            Instant closedAt,
            boolean keyed,
            boolean awaited) {}

    public List<Leftover> leftovers() {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT g.gate_run_id, g.state, c.state AS candidate_state, c.closed_at,
                               g.content_key IS NOT NULL AS keyed,
                               EXISTS (SELECT 1 FROM gate_run w JOIN candidate o USING (candidate_id)
                                       WHERE w.content_key = g.content_key AND w.state = <GateRunState.QUEUED>
                                         AND o.state = <CandidateState.OPEN> AND o.repo_id = c.repo_id) AS awaited
                        FROM gate_run g JOIN candidate c USING (candidate_id)
                        WHERE g.ended_at IS NULL AND c.state <> <CandidateState.OPEN>
                        ORDER BY g.gate_run_id
                        """),
                Row.mapper(row -> new Leftover(
                        new GateRunId(row.number("gate_run_id")),
                        row.word("state", GateRunState.class),
                        row.word("candidate_state", CandidateState.class),
                        row.time("closed_at"),
                        row.flag("keyed"),
                        row.flag("awaited"))));
    }
}
