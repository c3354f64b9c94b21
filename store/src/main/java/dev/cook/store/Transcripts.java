package dev.cook.store;

import dev.cook.domain.JobId;
import dev.cook.domain.SessionId;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The transcript table. */
public final class Transcripts {
    private final Handle handle;

    Transcripts(Handle handle) {
        this.handle = handle;
    }

    /** Keeps what an agent did in a turn; the first one counts. */
    public void keep(JobId job, byte[] lines) {
        handle.createUpdate("INSERT INTO transcript (job_id, lines) VALUES (:job, :lines) ON CONFLICT DO NOTHING")
                .bind("job", job.value())
                .bind("lines", lines)
                .execute();
    }

    /** A turn's lines, once it is over and if there are any. */
    public Optional<byte[]> of(JobId job) {
        return handle.createQuery("SELECT lines FROM transcript WHERE job_id = :job")
                .bind("job", job.value())
                .map(Row.mapper(row -> row.bytes("lines")))
                .findOne();
    }

    /** Whether there are lines of a turn. */
    public boolean has(JobId job) {
        return handle.createQuery("SELECT length(lines) > 0 AS some FROM transcript WHERE job_id = :job")
                .bind("job", job.value())
                .map(Row.mapper(row -> row.flag("some")))
                .findOne()
                .orElse(false);
    }

    /** The lines of all turns of a session that are over. */
    public byte[] of(SessionId session) {
        List<byte[]> turns = handle.createQuery("""
                        SELECT t.lines FROM transcript t JOIN job j USING (job_id)
                        WHERE j.session_id = :session ORDER BY j.turn
                        """)
                .bind("session", session.value())
                .map(Row.mapper(row -> row.bytes("lines")))
                .list();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        turns.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
