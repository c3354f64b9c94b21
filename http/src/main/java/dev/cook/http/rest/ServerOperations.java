package dev.cook.http.rest;

import static dev.cook.http.rest.Operation.get;

import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.view.RepoView;
import dev.cook.hooks.Access;
import dev.cook.http.cost.Costs;
import dev.cook.http.exchange.Problem;
import dev.cook.merge.MergeQueue;
import dev.cook.merge.QueueView;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import dev.cook.store.UsageReport;
import dev.cook.store.UsageView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists repositories, queues and costs. */
public final class ServerOperations {
    static final Operation.Parameter TARGET =
            new Operation.Parameter("target", "The branch that others land on (default: the default branch)");

    private final Store store;
    private final MergeQueue queue;

    public ServerOperations(Store store, MergeQueue queue) {
        this.store = store;
        this.queue = queue;
    }

    public List<Operation> all() {
        return List.of(
                get(
                        "/api/v1/repos",
                        "listRepos",
                        "List the repositories that you may read, oldest first",
                        Operation.PAGED,
                        Views.Repos.class,
                        this::repos),
                get(
                        "/api/v1/repos/{repo}/-/queue",
                        "showQueue",
                        "Show what lands next on a target, and what each branch waits for",
                        List.of(TARGET),
                        QueueView.class,
                        this::queue),
                get(
                        "/api/v1/costs",
                        "listCosts",
                        "List what agents and environments cost",
                        List.of(
                                new Operation.Parameter("since", "1d, 7d (default), 30d, 90d or 365d"),
                                new Operation.Parameter("by", "task (default), repo, agent or day"),
                                new Operation.Parameter("repo", "Only this repository")),
                        Views.Costs.class,
                        this::costs));
    }

    /** A target of a repository: its default branch, or another one that branches land on. */
    static BranchName target(Tx tx, Call call, Repo repo) {
        String name = call.query().apply("target").orElse(repo.defaultBranch().value());
        List<BranchName> targets = new ArrayList<>(List.of(repo.defaultBranch()));
        targets.addAll(tx.repos().targets(repo.id()));
        return targets.stream()
                .filter(target -> target.value().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(Problem.missing("target", name)));
    }

    private Record repos(Call call) {
        int limit = call.limit();
        long after = call.from();
        return store.read(tx -> {
            List<Repo> found = Access.readable(tx, call.caller()).stream()
                    .filter(repo -> repo.id().value() > after)
                    .sorted(Comparator.comparingLong(repo -> repo.id().value()))
                    .limit(limit + 1L)
                    .toList();
            return new Views.Repos(
                    found.stream()
                            .limit(limit)
                            .flatMap(repo ->
                                    Access.role(tx, call.caller(), repo.id())
                                            .map(role -> RepoView.of(repo, role))
                                            .stream())
                            .toList(),
                    found.size() > limit
                            ? Optional.of(Call.cursor(found.get(limit - 1).id().value()))
                            : Optional.empty());
        });
    }

    private record Target(Repo repo, BranchName name) {}

    private Record queue(Call call) {
        Target target = store.read(tx -> {
            Repo repo = call.repo(tx);
            return new Target(repo, target(tx, call, repo));
        });
        return queue.show(target.repo().id(), target.name());
    }

    private Record costs(Call call) {
        Optional<String> since = call.query().apply("since");
        Costs.Period period = Costs.Period.of(since);
        if (since.filter(word -> !word.equals(period.word())).isPresent()) {
            throw Refused.badRequest("The parameter since is no known time.", "Send 1d, 7d, 30d, 90d or 365d.");
        }
        String word = call.query().apply("by").orElse("task");
        UsageReport.By by = List.of(UsageReport.By.values()).stream()
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> Refused.badRequest(
                        "The parameter by is nothing that costs are added up by.", "Send task, repo, agent or day."));
        Optional<String> only = call.query().apply("repo");
        return store.read(tx -> {
            List<Repo> repos = only.isEmpty()
                    ? Access.readable(tx, call.caller())
                    : List.of(RepoName.parse(only.get())
                            .flatMap(name -> Access.readable(tx, call.caller(), name))
                            .orElseThrow(() -> new Refused(Problem.missing("repository", only.get()))));
            return new Views.Costs(
                    period.word(),
                    word,
                    tx
                            .usageReport()
                            .lines(
                                    by,
                                    repos.stream().map(Repo::id).toList(),
                                    tx.now().minus(period.length()))
                            .stream()
                            .map(UsageView::of)
                            .toList());
        });
    }
}
