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

    /** In arrays of ids, which hold no null: no branch has it. */
    private static final long NONE = 0;

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
        return addAll(repo, List.of(new Lost(name, tip, reason, branch)), by).getFirst();
    }

    /** A tip that becomes a fossil, under the name that its ref had. */
    public record Lost(String name, Oid tip, FossilReason reason, Optional<BranchId> branch) {}

    /** The same for many tips at once, numbered in their order. */
    public List<Fossil> addAll(RepoId repo, List<Lost> lost, String by) {
        return handle.createQuery("""
                        WITH numbered AS (
                            UPDATE repo SET fossil_count = fossil_count + :count WHERE repo_id = :repo RETURNING fossil_count
                        ), given AS (
                            SELECT fossil_count - :count + position AS number, name, tip, reason, nullif(branch, :none) AS branch
                            FROM numbered
                            CROSS JOIN unnest(:names, :tips, :reasons, :branches)
                                 WITH ORDINALITY AS l (name, tip, reason, branch, position)
                        ), made AS (
                            INSERT INTO fossil (repo_id, number, name, ref_name, tip, reason, branch_id, made_by, made_at)
                            SELECT :repo, number, name, :prefix || number || '/' || name, tip, reason, branch, :by, :now
                            FROM given
                            RETURNING *
                        )
                        SELECT * FROM made ORDER BY number
                        """)
                .bind("repo", repo.value())
                .bind("count", lost.size())
                .bind("none", NONE)
                .bind("prefix", Fossil.PREFIX)
                .bindArray("names", String.class, lost.stream().map(Lost::name).toList())
                .bind("tips", RefRows.column(lost, one -> Optional.of(one.tip())))
                .bindArray(
                        "reasons",
                        String.class,
                        lost.stream().map(one -> one.reason().word()).toList())
                .bindArray(
                        "branches",
                        Long.class,
                        lost.stream()
                                .map(one -> one.branch().map(BranchId::value).orElse(NONE))
                                .toList())
                .bind("by", by)
                .bind("now", now)
                .map(Row.mapper(Fossils::read))
                .list();
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
