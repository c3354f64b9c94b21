package dev.cook.store;

import dev.cook.domain.BranchId;
import dev.cook.domain.Fossil;
import dev.cook.domain.FossilReason;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The fossil table. */
public final class Fossils {
    private static final String COLUMNS = """
            SELECT repo_id, number, name, ref_name, tip, reason, branch_id, made_by, made_at FROM fossil
            """;

    private final Handle handle;
    private final Instant now;

    Fossils(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /**
     * Gives a tip the next number of its repository. The caller creates the ref that the answer names, in the same
     * transaction. Locks the repository as {@link Refs#lock} does.
     *
     * @param name the name that the ref had, without {@code refs/heads/}
     */
    public Fossil add(RepoId repo, String name, Oid tip, FossilReason reason, Optional<BranchId> branch, String by) {
        return handle.createQuery("""
                        WITH numbered AS (
                            UPDATE repo SET fossil_count = fossil_count + 1 WHERE repo_id = :repo RETURNING fossil_count
                        )
                        INSERT INTO fossil (repo_id, number, name, ref_name, tip, reason, branch_id, made_by, made_at)
                        SELECT :repo, fossil_count, :name, :prefix || fossil_count || '/' || :name, :tip, :reason,
                               :branch, :by, :now
                        FROM numbered
                        RETURNING *
                        """)
                .bind("repo", repo.value())
                .bind("name", name)
                .bind("prefix", Fossil.PREFIX)
                .bind("tip", tip.bytes())
                .bind("reason", reason.word())
                .bind("branch", branch.map(BranchId::value).orElse(null))
                .bind("by", by)
                .bind("now", now)
                .map(Row.mapper(Fossils::read))
                .one();
    }

    /** The fossils of a repository with numbers below {@code before}, newest first. */
    public List<Fossil> list(RepoId repo, long before, int limit) {
        return handle.createQuery(
                        COLUMNS + "WHERE repo_id = :repo AND number < :before ORDER BY number DESC LIMIT :limit")
                .bind("repo", repo.value())
                .bind("before", before)
                .bind("limit", limit)
                .map(Row.mapper(Fossils::read))
                .list();
    }

    public Optional<Fossil> get(RepoId repo, long number) {
        return handle.createQuery(COLUMNS + "WHERE repo_id = :repo AND number = :number")
                .bind("repo", repo.value())
                .bind("number", number)
                .map(Row.mapper(Fossils::read))
                .findOne();
    }

    /** The fossils that tell of one life of a branch, oldest first. */
    public List<Fossil> ofBranch(BranchId branch) {
        return handle.createQuery(COLUMNS + "WHERE branch_id = :branch ORDER BY number")
                .bind("branch", branch.value())
                .map(Row.mapper(Fossils::read))
                .list();
    }

    private static Fossil read(Row row) throws SQLException {
        OptionalLong branch = row.maybeNumber("branch_id");
        return new Fossil(
                new RepoId(row.number("repo_id")),
                row.number("number"),
                row.text("name"),
                row.text("ref_name"),
                row.oid("tip"),
                row.word("reason", FossilReason.class),
                branch.isEmpty() ? Optional.empty() : Optional.of(new BranchId(branch.getAsLong())),
                row.text("made_by"),
                row.time("made_at"));
    }
}
