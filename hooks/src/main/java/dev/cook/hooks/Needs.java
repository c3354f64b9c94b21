package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The branches without which one must not land, found by what a push calls them.
 *
 * @param problem what is wrong with them; empty: nothing
 */
record Needs(List<Need> found, Optional<String> problem) {
    static final Needs NONE = new Needs(List.of(), Optional.empty());

    Needs {
        found = List.copyOf(found);
    }

    /**
     * Another branch.
     *
     * @param bindsBoth whether that one must not land alone either: only whoever may push there can keep it
     */
    record Need(RepoId repo, BranchName branch, boolean bindsBoth) {}

    static Needs find(Tx tx, Caller caller, List<String> names) {
        List<Need> needs = new ArrayList<>();
        for (String name : names) {
            Optional<Need> need = find(tx, caller, name);
            if (need.isEmpty()) {
                return new Needs(
                        List.of(),
                        Optional.of("there is no branch '" + Text.shortened(Text.printable(name), 100)
                                + "' that you can see; write -o depends-on=REPO/BRANCH and push that branch first"));
            }
            needs.add(need.get());
        }
        return new Needs(needs, Optional.empty());
    }

    /** Both names may have slashes: the longest name of a repository wins. */
    private static Optional<Need> find(Tx tx, Caller caller, String name) {
        List<RepoName> possible = new ArrayList<>();
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            RepoName.parse(name.substring(0, slash)).ifPresent(possible::add);
        }
        for (Repo repo : possible.isEmpty() ? List.<Repo>of() : tx.repos().byNames(possible)) {
            String branch = name.substring(repo.name().value().length() + 1);
            if (BranchName.problemOf(branch).isPresent() || !Access.may(tx, caller, repo.id(), Role.READ)) {
                continue;
            }
            Optional<Branch> found = tx.branches().latest(repo.id(), new BranchName(branch));
            if (found.isPresent()) {
                return Optional.of(
                        new Need(repo.id(), found.get().name(), Access.may(tx, caller, repo.id(), Role.WRITE)));
            }
        }
        return Optional.empty();
    }
}
