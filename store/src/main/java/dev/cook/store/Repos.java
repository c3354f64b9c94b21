package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The repo table. */
public final class Repos {
    static final String COLUMNS = "SELECT repo_id, name, default_branch, environment, created_at FROM repo ";

    /**
     * Key of the advisory lock under which names are given and taken: a name is held by one row of two tables, which no
     * index of either can see.
     */
    private static final long NAMING = 0x436F6F6B_0003L;

    private final Handle handle;
    private final Instant now;
    private final Refs refs;

    Repos(Handle handle, Instant now, Refs refs) {
        this.handle = handle;
        this.now = now;
        this.refs = refs;
    }

    /**
     * Makes a repository whose HEAD names refs/heads/main; empty where the name is taken, in whatever case: by a
     * repository, by one that was deleted, or by one that had it before it was renamed.
     */
    public Optional<Repo> create(RepoName name, String createdBy) {
        lockNames();
        Optional<Repo> made = handle.createQuery("""
                        INSERT INTO repo (name, refs_at, created_by, created_at)
                        SELECT :name, :now, :by, :now
                        WHERE NOT EXISTS (SELECT FROM repo_former_name WHERE lower(name) = lower(:name))
                        ON CONFLICT (lower(name)) DO NOTHING
                        RETURNING repo_id, name, default_branch, environment, created_at
                        """)
                .bind("name", name.value())
                .bind("now", now)
                .bind("by", createdBy)
                .map(Row.mapper(Repos::read))
                .findOne();
        made.ifPresent(repo -> refs.move(
                repo.id(),
                List.of(RefChange.link("HEAD", repo.defaultBranch().ref(), "repository created")),
                createdBy));
        return made;
    }

    /** Finds a repository by its name or by one that it had before, in whatever case; not one that was deleted. */
    public Optional<Repo> byName(RepoName name) {
        return handle.createQuery(COLUMNS + """
                        WHERE deleted_at IS NULL AND repo_id = coalesce(
                            (SELECT r.repo_id FROM repo r WHERE lower(r.name) = lower(:name)),
                            (SELECT f.repo_id FROM repo_former_name f WHERE lower(f.name) = lower(:name)))
                        """)
                .bind("name", name.value())
                .map(Row.mapper(Repos::read))
                .findOne();
    }

    /**
     * Who holds a name, so that no other repository can have it.
     *
     * @param former whether the repository had the name before it was renamed
     * @param deleted whether the repository was deleted
     */
    public record Holder(RepoId repo, RepoName name, boolean former, boolean deleted) {}

    public Optional<Holder> holder(RepoName name) {
        return handle.createQuery("""
                        SELECT repo_id, name, false AS former, deleted_at IS NOT NULL AS deleted
                        FROM repo WHERE lower(name) = lower(:name)
                        UNION ALL
                        SELECT repo_id, r.name, true, deleted_at IS NOT NULL
                        FROM repo_former_name f JOIN repo r USING (repo_id) WHERE lower(f.name) = lower(:name)
                        """)
                .bind("name", name.value())
                .map(Row.mapper(row -> new Holder(
                        new RepoId(row.number("repo_id")),
                        new RepoName(row.text("name")),
                        row.flag("former"),
                        row.flag("deleted"))))
                .findOne();
    }

    /** Whoever is about to give a name, or to take one, is the only one to do so until the end of the transaction. */
    public void lockNames() {
        handle.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(:lock)) AS locked")
                .bind("lock", NAMING)
                .mapTo(Integer.class)
                .one();
    }

    /** Gives a repository another name, which nobody else may hold; the old one leads to it from now on. */
    public void rename(Repo repo, RepoName name, String by) {
        lockNames();
        forgetFormerName(name);
        handle.createUpdate("UPDATE repo SET name = :name WHERE repo_id = :repo")
                .bind("repo", repo.id().value())
                .bind("name", name.value())
                .execute();
        if (!repo.name().value().equalsIgnoreCase(name.value())) {
            handle.createUpdate("""
                            INSERT INTO repo_former_name (name, repo_id, given_up_by, given_up_at)
                            VALUES (:name, :repo, :by, :now)
                            """)
                    .bind("name", repo.name().value())
                    .bind("repo", repo.id().value())
                    .bind("by", by)
                    .bind("now", now)
                    .execute();
        }
    }

    /** A name that a repository had before leads there no more; says whether there was one. */
    public boolean forgetFormerName(RepoName name) {
        return handle.createUpdate("DELETE FROM repo_former_name WHERE lower(name) = lower(:name)")
                        .bind("name", name.value())
                        .execute()
                > 0;
    }

    /** The names that a repository had before and that lead to it, the latest first. */
    public List<RepoName> formerNames(RepoId repo) {
        return handle.createQuery(
                        "SELECT name FROM repo_former_name WHERE repo_id = :repo ORDER BY given_up_at DESC, name")
                .bind("repo", repo.value())
                .map(Row.mapper(row -> new RepoName(row.text("name"))))
                .list();
    }

    /** One repository, also if it was deleted. */
    public Optional<Repo> get(RepoId repo) {
        return handle.createQuery(COLUMNS + "WHERE repo_id = :repo")
                .bind("repo", repo.value())
                .map(Row.mapper(Repos::read))
                .findOne();
    }

    /** All repositories that were not deleted, by name. */
    public List<Repo> list() {
        return ReadableRows.list(
                handle.createQuery(COLUMNS + "WHERE deleted_at IS NULL ORDER BY lower(name)"), Row.mapper(Repos::read));
    }

    /** Those in which an account was given a role, by name. */
    public List<Repo> readableBy(AccountId account) {
        return ReadableRows.list(
                handle.createQuery(COLUMNS + """
                        JOIN repo_role USING (repo_id) WHERE account_id = :account AND deleted_at IS NULL
                        ORDER BY lower(name)
                        """).bind("account", account.value()), Row.mapper(Repos::read));
    }

    /** An environment's own repository and those that its key may read beside it, by name. */
    public List<Repo> readableIn(EnvironmentId environment) {
        return ReadableRows.list(
                handle.createQuery(COLUMNS + """
                        WHERE deleted_at IS NULL AND repo_id IN (
                            SELECT repo_id FROM environment WHERE environment_id = :environment
                            UNION ALL
                            SELECT e.repo_id FROM environment_repo e JOIN account a ON a.account_id = e.granted_by
                            WHERE e.environment_id = :environment
                              AND (a.site_admin OR EXISTS (SELECT FROM repo_role r
                                                           WHERE r.repo_id = e.repo_id AND r.account_id = a.account_id)))
                        ORDER BY lower(name)
                        """).bind("environment", environment.value()), Row.mapper(Repos::read));
    }

    /** Takes back a repository that was made for a push that never came; says whether it was one. */
    public boolean deleteIfNeverPushed(RepoId repo) {
        handle.createQuery("SELECT repo_id FROM repo WHERE repo_id = :repo FOR UPDATE")
                .bind("repo", repo.value())
                .mapTo(Long.class)
                .findOne();
        return handle.createUpdate("""
                        DELETE FROM repo r WHERE repo_id = :repo AND NOT EXISTS (
                            SELECT FROM ref WHERE repo_id = r.repo_id AND name <> 'HEAD')
                        AND NOT EXISTS (SELECT FROM branch b WHERE b.repo_id = r.repo_id)
                        AND NOT EXISTS (SELECT FROM fossil f WHERE f.repo_id = r.repo_id)
                        """).bind("repo", repo.value()).execute() > 0;
    }

    /** Changes where branches land, and HEAD with it; the branch need not be there yet. */
    public void setDefaultBranch(RepoId repo, BranchName branch, String by) {
        refs.lock(repo);
        handle.createUpdate("UPDATE repo SET default_branch = :branch WHERE repo_id = :repo")
                .bind("repo", repo.value())
                .bind("branch", branch.value())
                .execute();
        refs.move(repo, List.of(RefChange.link("HEAD", branch.ref(), "default branch changed")), by);
    }

    /** Branches that others land on, beside the default branch, by name. */
    public List<BranchName> targets(RepoId repo) {
        return handle.createQuery("SELECT name FROM repo_target WHERE repo_id = :repo ORDER BY name")
                .bind("repo", repo.value())
                .map(Row.mapper(row -> new BranchName(row.text("name"))))
                .list();
    }

    /** Lets branches land on one more; says whether they could not before. */
    public boolean addTarget(RepoId repo, BranchName name, String by) {
        return handle.createUpdate("""
                        INSERT INTO repo_target (repo_id, name, made_by, made_at) VALUES (:repo, :name, :by, :now)
                        ON CONFLICT DO NOTHING
                        """)
                        .bind("repo", repo.value())
                        .bind("name", name.value())
                        .bind("by", by)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    /** Says whether it was one. */
    public boolean removeTarget(RepoId repo, BranchName name) {
        return handle.createUpdate("DELETE FROM repo_target WHERE repo_id = :repo AND name = :name")
                        .bind("repo", repo.value())
                        .bind("name", name.value())
                        .execute()
                > 0;
    }

    /** Changes where a repository's agents and gates run; empty: in the server's default. */
    public void setEnvironment(RepoId repo, Optional<String> environment) {
        handle.createUpdate("UPDATE repo SET environment = :environment WHERE repo_id = :repo")
                .bind("repo", repo.value())
                .bind("environment", environment.orElse(null))
                .execute();
    }

    static Repo read(Row row) throws SQLException {
        return new Repo(
                new RepoId(row.number("repo_id")),
                new RepoName(row.text("name")),
                new BranchName(row.text("default_branch")),
                row.maybeText("environment"),
                row.time("created_at"));
    }
}
