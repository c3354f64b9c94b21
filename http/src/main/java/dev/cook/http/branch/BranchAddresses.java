package dev.cook.http.branch;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Site;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the branch that the address of a page names. */
public final class BranchAddresses {
    /** What stands between the name of a repository and that of its branch. */
    public static final String BRANCHES = "/branches/";

    private final Store store;

    public BranchAddresses(Store store) {
        this.store = store;
    }

    /** Names of repositories and of branches have several parts each, so every way to read the path is tried. */
    public List<VisibleBranch> places(Exchange exchange, Caller caller, String path) {
        Optional<Long> life = exchange.query("life")
                .filter(text -> text.matches("[1-9][0-9]{0,17}"))
                .map(Long::valueOf);
        return store.read(tx -> {
            List<VisibleBranch> places = new ArrayList<>();
            for (int at = path.indexOf(BRANCHES); at >= 0; at = path.indexOf(BRANCHES, at + 1)) {
                String branch = path.substring(at + BRANCHES.length());
                boolean exact = path.substring(0, at).endsWith(".git");
                Optional<VisibleBranch> place = RepoName.parse(path.substring(0, at))
                        .filter(_ -> BranchName.problemOf(branch).isEmpty())
                        .flatMap(name -> Access.readable(tx, caller, name))
                        .flatMap(repo -> named(tx, repo, new BranchName(branch), life));
                if (exact && place.isPresent()) {
                    return List.of(place.get());
                }
                place.ifPresent(places::add);
            }
            return places;
        });
    }

    private static Optional<VisibleBranch> named(Tx tx, Repo repo, BranchName name, Optional<Long> life) {
        Optional<Branch> branch = life.isPresent()
                ? tx.branches()
                        .get(new BranchId(life.orElseThrow()))
                        .filter(found ->
                                found.repo().equals(repo.id()) && found.name().equals(name))
                : tx.branches().latest(repo.id(), name);
        return branch.map(found -> new VisibleBranch(repo, found));
    }

    /** Whether the address of a branch has a name that its repository had before it was renamed. */
    public static boolean isFormer(String path, RepoName now) {
        String address = path.toLowerCase(Locale.ROOT);
        String name = "/" + now.value().toLowerCase(Locale.ROOT);
        return !address.startsWith(name + BRANCHES) && !address.startsWith(name + ".git" + BRANCHES);
    }

    /** A repository's name never ends in .git, so with that an address is read in one way alone. */
    public static Problem several(List<VisibleBranch> places) {
        return new Problem(
                300,
                "Ambiguous address",
                places.stream()
                                .map(place -> "Branch " + place.branch().name() + " of "
                                        + place.repo().name())
                                .collect(Collectors.joining(" and "))
                        + " both have this address.",
                "Open "
                        + places.stream()
                                .map(place -> "/"
                                        + Site.encoded(place.repo().name().value()) + ".git" + BRANCHES
                                        + Site.encoded(place.branch().name().value()))
                                .collect(Collectors.joining(" or "))
                        + ".");
    }

    /** Where a session is on the page of its branch; empty: for the caller it does not exist. */
    public Optional<String> ofSession(Caller caller, String id) {
        return !id.matches("[1-9][0-9]{0,17}")
                ? Optional.empty()
                : store.read(tx -> tx.sessions()
                        .get(new SessionId(Long.parseLong(id)))
                        .flatMap(session -> address(tx, caller, session)));
    }

    private static Optional<String> address(Tx tx, Caller caller, Session session) {
        return tx.branches()
                .get(session.branch())
                .filter(branch -> Access.role(tx, caller, branch.repo()).isPresent())
                .flatMap(branch -> tx.repos()
                        .get(branch.repo())
                        .map(repo -> Site.branch(repo.name(), branch.name()) + "?life=" + branch.id() + "#session-"
                                + session.id()));
    }
}
