package dev.cook.http.repository;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.git.Revisions;
import dev.cook.git.browse.RefList;
import dev.cook.git.browse.RefReader;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.page.PageRenderer;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The branches of a repository, with what Cook knows of them, and its tags. */
final class RefsPages {
    /** Characters that a name is looked for by. */
    private static final int LONGEST_QUERY = 100;

    private final Store store;
    private final PageRenderer shown;
    private final RefReader refs;
    private final Revisions revisions;

    RefsPages(Store store, PageRenderer shown, RepositoryReaders readers) {
        this.store = store;
        this.shown = shown;
        this.refs = readers.refs();
        this.revisions = readers.revisions();
    }

    void branches(Exchange exchange, Caller caller, Repo repo) throws IOException {
        String query = query(exchange);
        RefList list = refs.branches(repo.id(), query, from(exchange));
        List<BranchName> names = list.lines().stream()
                .flatMap(line -> BranchName.ofRef(line.ref()).stream())
                .toList();
        record Known(List<String> targets, Map<String, Branch> branches) {}
        Known known = store.read(tx -> new Known(
                targets(tx, repo),
                tx.branches().alive(repo.id(), names).stream()
                        .collect(Collectors.toMap(
                                branch -> branch.name().value(), Function.identity(), (first, _) -> first))));
        shown.show(
                exchange,
                caller,
                "repository/branches",
                Map.of(
                        "page",
                        new RefsPage(
                                repo,
                                RepoAddress.branches(repo.name()),
                                query,
                                list,
                                known.targets(),
                                known.branches(),
                                addresses(repo, list))));
    }

    /** The default branch first: it is one, whether or not anything landed on it yet. */
    private static List<String> targets(Tx tx, Repo repo) {
        return Stream.concat(Stream.of(repo.defaultBranch()), tx.repos().targets(repo.id()).stream())
                .map(BranchName::value)
                .distinct()
                .toList();
    }

    void tags(Exchange exchange, Caller caller, Repo repo) throws IOException {
        String query = query(exchange);
        RefList list = refs.tags(repo.id(), query, from(exchange));
        shown.show(
                exchange,
                caller,
                "repository/tags",
                Map.of(
                        "page",
                        new RefsPage(
                                repo,
                                RepoAddress.tags(repo.name()),
                                query,
                                list,
                                List.of(),
                                Map.of(),
                                addresses(repo, list))));
    }

    private Map<String, String> addresses(Repo repo, RefList list) {
        return list.lines().stream()
                .collect(Collectors.toMap(RefList.Line::ref, line -> revisions.nameOf(repo.id(), line.ref())));
    }

    private static int from(Exchange exchange) {
        return FilesPages.from(exchange).orElse(0);
    }

    private static String query(Exchange exchange) {
        return Optional.of(exchange.query("q").orElse("").strip())
                .filter(text -> text.length() <= LONGEST_QUERY)
                .orElse("");
    }
}
