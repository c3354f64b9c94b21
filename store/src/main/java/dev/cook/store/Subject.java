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
 */
public record Subject(String item, Optional<RepoId> repo, Optional<BranchName> target, List<BranchId> branches) {
    /** The controller whose items are environments. */
    public static final String ENVIRONMENTS = "environments";

    public Subject {
        branches = List.copyOf(branches);
    }

    /** Something of the server's own. */
    public static Subject of(String item) {
        return new Subject(item, Optional.empty(), Optional.empty(), List.of());
    }

    /** An environment, where only its name matters. */
    static Subject of(EnvironmentId environment) {
        return of("environment " + environment);
    }

    public static Subject of(Environment environment) {
        return new Subject(
                of(environment.id()).item(),
                Optional.of(environment.repo()),
                Optional.empty(),
                List.of(environment.branch()));
    }

    public static Subject of(Repo repo) {
        return new Subject("repository " + repo.id(), Optional.of(repo.id()), Optional.empty(), List.of());
    }

    public static Subject of(Branch branch) {
        return new Subject("branch " + branch.id(), Optional.of(branch.repo()), Optional.empty(), List.of(branch.id()));
    }

    /** A branch as it is now: once it moved, it is another item, which is tried at once. */
    public static Subject of(Branch branch, Oid tip) {
        return of(branch).named("branch " + branch.id() + " at " + tip.abbreviated());
    }

    public static Subject of(Candidate candidate) {
        return new Subject(
                "candidate " + candidate.id(),
                Optional.of(candidate.repo()),
                Optional.empty(),
                candidate.members().stream().map(Candidate.Member::branch).toList());
    }

    public static Subject of(Queues.Target target) {
        return new Subject(
                "queue of " + target.name() + " in repository " + target.repo(),
                Optional.of(target.repo()),
                Optional.of(target.name()),
                List.of());
    }

    /** The same branches wait, for something else. */
    public Subject named(String item) {
        return new Subject(item, repo, target, branches);
    }
}
