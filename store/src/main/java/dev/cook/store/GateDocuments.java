package dev.cook.store;

import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The gate_document table. */
public final class GateDocuments {
    /** Of one repository: those of its last landings, each of a megabyte at most. */
    private static final int MOST = 100;

    private final Handle handle;
    private final Instant now;

    GateDocuments(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** What a gate file printed that saw the same. */
    public Optional<String> get(RepoId repo, byte[] contentKey) {
        return handle.createQuery("""
                        SELECT document FROM gate_document WHERE repo_id = :repo AND content_key = :key
                        """)
                .bind("repo", repo.value())
                .bind("key", contentKey)
                .map(Row.mapper(row -> row.text("document")))
                .findOne();
    }

    /** Keeps what one printed, and drops the oldest of too many. */
    public void keep(RepoId repo, byte[] contentKey, String document) {
        handle.createUpdate("""
                        INSERT INTO gate_document (repo_id, content_key, document, written_at)
                        VALUES (:repo, :key, :document, :now) ON CONFLICT DO NOTHING
                        """)
                .bind("repo", repo.value())
                .bind("key", contentKey)
                .bind("document", document)
                .bind("now", now)
                .execute();
        handle.createUpdate("""
                        DELETE FROM gate_document WHERE repo_id = :repo AND content_key IN (
                            SELECT content_key FROM gate_document WHERE repo_id = :repo
                            ORDER BY written_at DESC OFFSET :most)
                        """).bind("repo", repo.value()).bind("most", MOST).execute();
    }
}
