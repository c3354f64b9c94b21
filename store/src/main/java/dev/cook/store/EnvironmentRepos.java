package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.BranchId;
import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The environment_repo table. */
public final class EnvironmentRepos {
    private final Handle handle;

    EnvironmentRepos(Handle handle) {
        this.handle = handle;
    }

    /**
     * Another repository as a configuration asks for it.
     *
     * @param ref a branch or tag; empty: where its branches land
     */
    public record Wanted(String repo, String path, Optional<String> ref) {}

    /** What was asked for, or why it cannot be had. */
    public record Found(List<BesideRepo> repos, Optional<String> problem) {}

    /** Looks for what was asked for, as far as an account may read it. */
    public Found find(List<Wanted> wanted, AccountId account) {
        List<BesideRepo> found = new ArrayList<>();
        for (Wanted one : wanted) {
            Optional<MayRead> readable = readable(one.repo(), account);
            if (readable.isEmpty()) {
                return new Found(
                        List.of(),
                        Optional.of("it needs the repository " + one.repo()
                                + ", which does not exist or which whoever asks may not read"));
            }
            String name = one.ref().orElse("refs/heads/" + readable.get().target());
            List<String> refs = refs(readable.get().id(), name);
            if (refs.isEmpty()) {
                return new Found(
                        List.of(),
                        Optional.of("the repository " + one.repo() + " has no branch or tag "
                                + one.ref().orElse(readable.get().target())));
            }
            if (refs.size() > 1) {
                return new Found(
                        List.of(),
                        Optional.of("the repository " + one.repo() + " has a branch and a tag " + name
                                + ": name one of them, " + String.join(" or ", refs)));
            }
            found.add(new BesideRepo(
                    readable.get().id(), readable.get().name(), one.path(), refs.getFirst(), Optional.empty()));
        }
        return new Found(List.copyOf(found), Optional.empty());
    }

    private record MayRead(RepoId id, RepoName name, String target) {}

    private Optional<MayRead> readable(String name, AccountId account) {
        return handle.createQuery("""
                        SELECT r.repo_id, r.name, r.default_branch FROM repo r JOIN account a ON a.account_id = :account
                        WHERE r.deleted_at IS NULL
                          AND r.repo_id = coalesce(
                              (SELECT n.repo_id FROM repo n WHERE lower(n.name) = lower(:name)),
                              (SELECT f.repo_id FROM repo_former_name f WHERE lower(f.name) = lower(:name)))
                          AND (a.site_admin
                               OR EXISTS (SELECT 1 FROM repo_role o
                                          WHERE o.repo_id = r.repo_id AND o.account_id = a.account_id))
                        """)
                .bind("account", account.value())
                .bind("name", name)
                .map(Row.mapper(row -> new MayRead(
                        new RepoId(row.number("repo_id")), new RepoName(row.text("name")), row.text("default_branch"))))
                .findOne();
    }

    /**
     * The refs that a name may mean: itself if it is a whole one, else a branch and a tag. Nobody chooses between the two:
     * whoever may push a branch could put it in the place of a tag that others trust.
     */
    private List<String> refs(RepoId repo, String name) {
        List<String> possible = name.startsWith("refs/heads/") || name.startsWith("refs/tags/")
                ? List.of(name)
                : List.of("refs/heads/" + name, "refs/tags/" + name);
        return handle.createQuery("SELECT name FROM ref WHERE repo_id = :repo AND name = ANY(:names) ORDER BY name")
                .bind("repo", repo.value())
                .bindArray("names", String.class, possible)
                .mapTo(String.class)
                .list();
    }

    /** Lets an environment check out others beside its own, as long as an account may read them. */
    public void add(EnvironmentId environment, List<BesideRepo> repos, AccountId grantedBy) {
        for (BesideRepo beside : repos) {
            handle.createUpdate("""
                            INSERT INTO environment_repo (environment_id, repo_id, path, ref, granted_by, candidate_id, commit_id)
                            VALUES (:environment, :repo, :path, :ref, :account, :candidate, :commit)
                            """)
                    .bind(
                            "candidate",
                            beside.partner()
                                    .map(partner -> partner.candidate().value())
                                    .orElse(null))
                    .bind(
                            "commit",
                            beside.partner()
                                    .map(partner -> partner.commit().bytes())
                                    .orElse(null))
                    .bind("environment", environment.value())
                    .bind("repo", beside.repo().value())
                    .bind("path", beside.path())
                    .bind("ref", beside.ref())
                    .bind("account", grantedBy.value())
                    .execute();
        }
    }

    /** Lets one have what another had, granted by the same accounts. */
    public void copy(EnvironmentId from, EnvironmentId to) {
        handle.createUpdate("""
                        INSERT INTO environment_repo (environment_id, repo_id, path, ref, granted_by)
                        SELECT :to, repo_id, path, ref, granted_by FROM environment_repo WHERE environment_id = :from
                        """)
                .bind("to", to.value())
                .bind("from", from.value())
                .execute();
    }

    public List<BesideRepo> of(EnvironmentId environment) {
        return handle.createQuery("""
                        SELECT e.repo_id, r.name, e.path, e.ref, e.candidate_id, e.commit_id FROM environment_repo e JOIN repo r USING (repo_id)
                        WHERE e.environment_id = :environment ORDER BY e.path
                        """)
                .bind("environment", environment.value())
                .map(Row.mapper(row -> {
                    long candidate = row.number("candidate_id");
                    return new BesideRepo(
                            new RepoId(row.number("repo_id")),
                            new RepoName(row.text("name")),
                            row.text("path"),
                            row.text("ref"),
                            row.maybeOid("commit_id")
                                    .map(commit -> new BesideRepo.Partner(new CandidateId(candidate), commit)));
                }))
                .list();
    }

    /** Lets the environments of a branch read a repository that is a submodule of it, as long as an account may. */
    public void addSubmodule(BranchId branch, RepoId repo, AccountId grantedBy) {
        handle.createUpdate("""
                        INSERT INTO branch_submodule (branch_id, repo_id, granted_by) VALUES (:branch, :repo, :account)
                        ON CONFLICT DO NOTHING
                        """)
                .bind("branch", branch.value())
                .bind("repo", repo.value())
                .bind("account", grantedBy.value())
                .execute();
    }

    /**
     * Whether an environment's key may read a repository that is not its own: one beside it, or a submodule of its branch or
     * of a branch that its gate judges together with that.
     */
    public boolean mayRead(EnvironmentId environment, RepoId repo) {
        return maySeeBeside(environment, repo) || maySeeSubmodule(environment, repo);
    }

    private boolean maySeeSubmodule(EnvironmentId environment, RepoId repo) {
        return handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM branch_submodule s JOIN account a ON a.account_id = s.granted_by
                                       WHERE s.repo_id = :repo
                                         AND s.branch_id IN (
                                             SELECT branch_id FROM environment WHERE environment_id = :environment
                                             UNION
                                             SELECT m.branch_id FROM gate_run g JOIN candidate_member m USING (candidate_id)
                                             WHERE g.environment_id = :environment)
                                         AND (a.site_admin
                                              OR EXISTS (SELECT 1 FROM repo_role r
                                                         WHERE r.repo_id = s.repo_id AND r.account_id = a.account_id)))
                        """)
                .bind("environment", environment.value())
                .bind("repo", repo.value())
                .mapTo(Boolean.class)
                .one();
    }

    private boolean maySeeBeside(EnvironmentId environment, RepoId repo) {
        return handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM environment_repo e JOIN account a ON a.account_id = e.granted_by
                                       WHERE e.environment_id = :environment AND e.repo_id = :repo
                                         AND (a.site_admin
                                              OR EXISTS (SELECT 1 FROM repo_role r
                                                         WHERE r.repo_id = e.repo_id AND r.account_id = a.account_id)))
                        """)
                .bind("environment", environment.value())
                .bind("repo", repo.value())
                .mapTo(Boolean.class)
                .one();
    }
}
