package dev.cook.hooks;

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
import java.util.stream.Collectors;

/**
 * The branches without which one must not land, found by what a push calls them.
 *
 * @param problem what is wrong with them; empty: nothing
 */
record BranchDependencies(List<Need> found, Optional<String> problem) {
    static final BranchDependencies NONE = new BranchDependencies(List.of(), Optional.empty());

    BranchDependencies {
        found = List.copyOf(found);
    }

    /**
     * Another branch.
     *
     * @param bindsBoth whether that one must not land alone either: only whoever may push there can keep it
     */
    record Need(RepoId repo, BranchName branch, boolean bindsBoth) {}

    /** One way to read what was named. */
    private record Reading(Repo repo, BranchName branch, boolean exact) {
        /** A repository's name never ends in .git, so this is read in one way alone. */
        @Override
        public String toString() {
            return repo.name() + ".git/" + branch;
        }
    }

    static BranchDependencies find(Tx tx, Caller caller, List<String> names) {
        List<Need> needs = new ArrayList<>();
        for (String name : names) {
            List<Reading> readings = readings(tx, caller, name);
            List<Reading> exact = readings.stream().filter(Reading::exact).toList();
            List<Reading> meant = exact.isEmpty() ? readings : exact;
            String shown = "'" + Text.shortened(Text.printable(name), 100) + "'";
            if (meant.isEmpty()) {
                return new BranchDependencies(
                        List.of(),
                        Optional.of("no branch " + shown
                                + ", or no access to it; write -o depends-on=REPO/BRANCH, and push that branch first"));
            }
            if (meant.size() > 1) {
                return new BranchDependencies(
                        List.of(),
                        Optional.of(shown + " is the name of several branches; write -o depends-on="
                                + meant.stream()
                                        .map(Reading::toString)
                                        .collect(Collectors.joining(" or -o depends-on="))));
            }
            Reading one = meant.getFirst();
            needs.add(new Need(
                    one.repo().id(),
                    one.branch(),
                    Access.may(tx, caller, one.repo().id(), Role.WRITE)));
        }
        return new BranchDependencies(needs, Optional.empty());
    }

    /** Both names may have slashes, so every way to read them is looked at; what is there in several is not guessed at. */
    private static List<Reading> readings(Tx tx, Caller caller, String name) {
        List<Reading> readings = new ArrayList<>();
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            String before = name.substring(0, slash);
            Optional<BranchName> branch = BranchName.ofRef("refs/heads/" + name.substring(slash + 1));
            RepoName.parse(before)
                    .flatMap(tx.repos()::byName)
                    .filter(repo -> Access.may(tx, caller, repo.id(), Role.READ))
                    .flatMap(repo -> branch.flatMap(wanted -> tx.branches().latest(repo.id(), wanted))
                            .map(found -> new Reading(repo, found.name(), before.endsWith(".git"))))
                    .ifPresent(readings::add);
        }
        return readings;
    }
}
