package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import java.util.List;
import java.util.Optional;

/**
 * What a piece of a controller's work is about: its failure is shown there.
 *
 * @param item names it among the items of one step
 * @param repo empty: it is the server's own
 * @param target the branch whose whole queue waits for it; empty: none does
 * @param branches those that wait for it
 * @param environment the one that the work looks after
 */
public record Subject(
        String item,
        Optional<RepoId> repo,
        Optional<BranchName> target,
        List<BranchId> branches,
        Optional<EnvironmentId> environment) {
    /** The controller whose items are environments. */
    public static final String ENVIRONMENTS = "environments";

    public Subject {
        branches = List.copyOf(branches);
    }

    /** Something of the server's own. */
    public static Subject of(String item) {
        return new Subject(item, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    public static Subject of(Environment environment) {
        return new Subject(
                "environment " + environment.id(),
                Optional.of(environment.repo()),
                Optional.empty(),
                List.of(environment.branch()),
                Optional.of(environment.id()));
    }

    public static Subject of(Repo repo) {
        return of("repository " + repo.id(), repo.id(), List.of());
    }

    public static Subject of(Branch branch) {
        return of("branch " + branch.id(), branch.repo(), List.of(branch.id()));
    }

    /** Something of a repository, for which some of its branches wait. */
    public static Subject of(String item, RepoId repo, List<BranchId> branches) {
        return new Subject(item, Optional.of(repo), Optional.empty(), branches, Optional.empty());
    }

    /** A branch as it is now: once it moved, it is another item, which is tried at once. */
    public static Subject of(Branch branch, Oid tip) {
        return of(branch).named("branch " + branch.id() + " at " + tip.abbreviated());
    }

    public static Subject of(Candidate candidate) {
        return of(
                "candidate " + candidate.id(),
                candidate.repo(),
                candidate.members().stream().map(Candidate.Member::branch).toList());
    }

    public static Subject of(Queues.Target target) {
        return new Subject(
                "queue of " + target.name() + " in repository " + target.repo(),
                Optional.of(target.repo()),
                Optional.of(target.name()),
                List.of(),
                Optional.empty());
    }

    /** The same branches wait, for something else. */
    public Subject named(String item) {
        return new Subject(item, repo, target, branches, environment);
    }
}
