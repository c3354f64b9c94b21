package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Rows of the repo table that say "deleted". Everything of such a repository is still there, and nobody finds it; its name
 * stays its own, so that it can be restored under it.
 */
public final class DeletedRepos {
    /** What refers to what, the referring table first: no row goes before those that refer to it without a cascade. */
    private static final List<String> PURGE = List.of(
            """
            DELETE FROM job j USING environment e
            WHERE j.environment_id = e.environment_id AND e.repo_id = :repo
            """,
            "DELETE FROM session s USING branch b WHERE s.branch_id = b.branch_id AND b.repo_id = :repo",
            "DELETE FROM gate_run g USING candidate c WHERE g.candidate_id = c.candidate_id AND c.repo_id = :repo",
            "DELETE FROM environment WHERE repo_id = :repo",
            "DELETE FROM persistent_environment WHERE repo_id = :repo",
            "DELETE FROM repo WHERE repo_id = :repo");

    private final Handle handle;
    private final Instant now;

    DeletedRepos(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /**
     * A repository that was deleted.
     *
     * @param purged whether it is about to be removed for ever
     */
    public record Deleted(Repo repo, Instant at, String by, boolean purged) {}

    /** Hides a repository; says whether it was not deleted before. */
    public boolean delete(RepoId repo, String by) {
        return handle.createUpdate("""
                                UPDATE repo SET deleted_at = :now, deleted_by = :by
                                WHERE repo_id = :repo AND deleted_at IS NULL
                                """)
                        .bind("repo", repo.value())
                        .bind("by", by)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    /** Shows it again, unless it is about to be removed; says whether it was deleted. */
    public boolean restore(RepoId repo) {
        return handle.createUpdate("""
                                UPDATE repo SET deleted_at = NULL, deleted_by = NULL
                                WHERE repo_id = :repo AND deleted_at IS NOT NULL AND purged_by IS NULL
                                """).bind("repo", repo.value()).execute() > 0;
    }

    /** From now on it cannot be restored. Says whether it was deleted, and nobody said so before. */
    public boolean markPurged(RepoId repo, String by) {
        return handle.createUpdate("""
                                UPDATE repo SET purged_by = :by
                                WHERE repo_id = :repo AND deleted_at IS NOT NULL AND purged_by IS NULL
                                """)
                        .bind("repo", repo.value())
                        .bind("by", by)
                        .execute()
                > 0;
    }

    /** Whether a repository is deleted; one that never was, or is gone for ever, is not. */
    public boolean has(RepoId repo) {
        return handle.createQuery("""
                        SELECT EXISTS (SELECT FROM repo WHERE repo_id = :repo AND deleted_at IS NOT NULL)
                        """)
                .bind("repo", repo.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** The one that holds a name, in whatever case. */
    public Optional<Deleted> byName(RepoName name) {
        return handle.createQuery(select("lower(name) = lower(:name)"))
                .bind("name", name.value())
                .map(Row.mapper(DeletedRepos::read))
                .findOne();
    }

    /** All of them, the one that was deleted last first. */
    public List<Deleted> list() {
        return handle.createQuery(select("true") + " ORDER BY deleted_at DESC, repo_id DESC")
                .map(Row.mapper(DeletedRepos::read))
                .list();
    }

    /** Those of which an account is an admin, the one that was deleted last first. */
    public List<Deleted> administeredBy(AccountId account) {
        return handle.createQuery(select("""
                        EXISTS (SELECT FROM repo_role o
                                WHERE o.repo_id = repo.repo_id AND o.account_id = :account AND o.role = <Role.ADMIN>)
                        """) + " ORDER BY deleted_at DESC, repo_id DESC")
                .bind("account", account.value())
                .map(Row.mapper(DeletedRepos::read))
                .list();
    }

    /** Those that are to be removed for ever and of which nothing runs, or keeps files outside the repository, any more. */
    public List<RepoId> removable() {
        return handle.createQuery("""
                        SELECT repo_id FROM repo r
                        WHERE deleted_at IS NOT NULL AND purged_by IS NOT NULL
                          AND NOT EXISTS (SELECT FROM environment e WHERE e.repo_id = r.repo_id AND e.state <> <EnvironmentState.GONE>)
                          AND NOT EXISTS (SELECT FROM persistent_environment k
                                          WHERE k.repo_id = r.repo_id AND k.cleared_at IS NULL)
                        ORDER BY repo_id
                        """)
                .map(Row.mapper(row -> new RepoId(row.number("repo_id"))))
                .list();
    }

    /** The branches of a repository that are alive, by id. */
    public List<BranchId> branches(RepoId repo) {
        return handle.createQuery(
                        "SELECT branch_id FROM branch WHERE repo_id = :repo AND ended_at IS NULL ORDER BY branch_id")
                .bind("repo", repo.value())
                .map(Row.mapper(row -> new BranchId(row.number("branch_id"))))
                .list();
    }

    /** Removes all rows of one that is to be removed for ever. Its directory goes first. */
    public void purge(RepoId repo) {
        if (handle.createQuery("SELECT repo_id FROM repo WHERE repo_id = :repo AND purged_by IS NOT NULL FOR UPDATE")
                .bind("repo", repo.value())
                .mapTo(Long.class)
                .findOne()
                .isEmpty()) {
            return;
        }
        for (String statement : PURGE) {
            handle.createUpdate(statement).bind("repo", repo.value()).execute();
        }
    }

    private static String select(String which) {
        return "SELECT repo_id, name, default_branch, environment, created_at, deleted_at, deleted_by, purged_by"
                + " FROM repo WHERE deleted_at IS NOT NULL AND " + which;
    }

    private static Deleted read(Row row) throws java.sql.SQLException {
        return new Deleted(
                Repos.read(row),
                row.time("deleted_at"),
                row.text("deleted_by"),
                row.maybeText("purged_by").isPresent());
    }
}
