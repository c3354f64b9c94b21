package dev.cook.http.repository;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.GateDay;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** Tests of each gate that are listed. */
    private static final int MOST_TESTS = 5;

    void gates(Exchange exchange, Caller caller, Repo repo) throws IOException {
        GatesPage page = store.read(tx -> {
            List<BranchName> targets =
                    targets(tx, repo).stream().map(BranchName::new).toList();
            BranchName target = exchange.query("target")
                    .flatMap(name -> targets.stream()
                            .filter(one -> one.value().equals(name))
                            .findFirst())
                    .orElse(repo.defaultBranch());
            LocalDate today = LocalDate.ofInstant(tx.now(), ZoneOffset.UTC);
            Map<String, List<GateDay>> days = tx.gateHealth().days(repo.id(), target).stream()
                    .collect(Collectors.groupingBy(GateDay::gate, TreeMap::new, Collectors.toList()));
            return new GatesPage(
                    repo,
                    target,
                    targets,
                    days.entrySet().stream()
                            .map(gate -> new GatesPage.Gate(
                                    gate.getKey(),
                                    gate.getValue(),
                                    today,
                                    tx.testHistory().worst(repo.id(), target, gate.getKey(), MOST_TESTS)))
                            .toList());
        });
        shown.show(exchange, caller, "repository/gates", Map.of("page", page));
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
