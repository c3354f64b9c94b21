package dev.cook.http.repository;

import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.git.CommitLine;
import dev.cook.git.Revisions;
import dev.cook.git.Trees;
import dev.cook.git.browse.CommitDetail;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.git.diff.Diffs;
import dev.cook.http.change.DiffView;
import dev.cook.http.change.DiffWindows;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a commit changed, and what one has that another has not. */
final class DiffPages {
    /** Commits that are listed. */
    private static final int MOST_COMMITS = 100;

    private final PageRenderer shown;
    private final RepositoryReaders readers;
    private final Trees trees;
    private final Diffs diffs;
    private final DiffWindows windows;

    DiffPages(PageRenderer shown, RepositoryReaders readers, Trees trees, Diffs diffs) {
        this.shown = shown;
        this.readers = readers;
        this.trees = trees;
        this.diffs = diffs;
        this.windows = new DiffWindows(diffs);
    }

    void commit(Exchange exchange, Place place) throws IOException {
        if (!place.path().isEmpty()) {
            shown.problem(exchange, Problem.missing("commit", place.path()));
            return;
        }
        Oid id = place.at().commit();
        RepoId repo = place.repo().id();
        CommitDetail commit = readers.histories().commit(repo, id);
        Optional<RevisionDiff> diff =
                diff(exchange, repo, commit.parents().stream().findFirst(), id, RepoAddress.commit(place.name(), id));
        if (diff.isPresent()) {
            answer(
                    exchange,
                    place.caller(),
                    "repository/commit",
                    new CommitPage(place, commit, diff.get()),
                    diff.get());
        }
    }

    void compare(Exchange exchange, Caller caller, Repo repo, Revisions.Named from, Revisions.Named to)
            throws IOException {
        Optional<Oid> base = trees.mergeBase(repo.id(), from.commit(), to.commit());
        Optional<RevisionDiff> diff =
                diff(exchange, repo.id(), base, to.commit(), RepoAddress.compare(repo.name(), from.name(), to.name()));
        if (diff.isPresent()) {
            List<CommitLine> commits = trees.log(repo.id(), to.commit(), from.commit(), MOST_COMMITS + 1);
            boolean more = commits.size() > MOST_COMMITS;
            answer(
                    exchange,
                    caller,
                    "repository/compare",
                    new ComparePage(
                            repo, from, to, base, more ? commits.subList(0, MOST_COMMITS) : commits, more, diff.get()),
                    diff.get());
        }
    }

    private Optional<RevisionDiff> diff(Exchange exchange, RepoId repo, Optional<Oid> from, Oid to, String address)
            throws IOException {
        DiffView view = DiffView.of(exchange);
        Diffs.Files files = diffs.files(repo, from, to);
        int size = files.files().size();
        Optional<Integer> alone = exchange.query("file")
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Integer::valueOf);
        int first = FilesPages.from(exchange).orElse(0);
        if (alone.filter(index -> index >= size).isPresent() || first > size) {
            shown.problem(exchange, Problem.missing("file of this diff"));
            return Optional.empty();
        }
        DiffWindows.Window window = alone.isPresent()
                ? windows.alone(repo, files, alone.get(), view)
                : windows.from(repo, files, first, view);
        return Optional.of(new RevisionDiff(address, view, files, window));
    }

    /** A page, or the part of it that its browser asks for. */
    private void answer(Exchange exchange, Caller caller, String template, Object page, RevisionDiff diff)
            throws IOException {
        if (exchange.header("HX-Request").isPresent()) {
            boolean isAlone = exchange.query("file").isPresent();
            exchange.answer(
                    200,
                    Exchange.HTML,
                    shown.part(isAlone ? "repository/difffile" : "repository/difffiles", Map.of("diff", diff)));
        } else {
            shown.show(exchange, caller, template, Map.of("page", page));
        }
    }
}
