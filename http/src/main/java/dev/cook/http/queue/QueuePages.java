package dev.cook.http.queue;

import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
import dev.cook.merge.MergeQueue;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The queue of a target, drawn: what lands next, what is tested on what, and what each branch waits for. */
public final class QueuePages {
    public static final String PATH = "/_/queue";

    private final Store store;
    private final MergeQueue queue;
    private final PageRenderer shown;

    public QueuePages(Store store, MergeQueue queue, PageRenderer shown) {
        this.store = store;
        this.queue = queue;
        this.shown = shown;
    }

    private record Found(Repo repo, List<BranchName> targets, boolean mayReorder) {}

    public void page(Exchange exchange, Caller caller) throws IOException {
        String name = exchange.query("repo").orElse("");
        Optional<Found> found = RepoName.parse(name)
                .flatMap(repo ->
                        store.read(tx -> Access.readable(tx, caller, repo).map(readable -> {
                            List<BranchName> targets = new ArrayList<>(List.of(readable.defaultBranch()));
                            targets.addAll(tx.repos().targets(readable.id()));
                            Role role = Access.role(tx, caller, readable.id()).orElse(Role.READ);
                            return new Found(readable, targets, BranchAction.REORDER.allows(role));
                        })));
        if (found.isEmpty()) {
            shown.problem(exchange, Problem.missing("repository", name));
            return;
        }
        Repo repo = found.get().repo();
        Optional<BranchName> target = exchange.query("target")
                .map(asked -> found.get().targets().stream()
                        .filter(one -> one.value().equals(asked))
                        .findFirst())
                .orElse(Optional.of(repo.defaultBranch()));
        if (target.isEmpty()) {
            shown.problem(
                    exchange, Problem.missing("target", exchange.query("target").orElse("")));
            return;
        }
        QueuePage page = new QueuePage(
                repo,
                target.get(),
                found.get().targets(),
                found.get().mayReorder(),
                queue.train(repo.id(), target.get()));
        shown.show(exchange, caller, "queue", Map.of("page", page));
    }
}
