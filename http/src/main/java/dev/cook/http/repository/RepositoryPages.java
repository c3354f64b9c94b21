package dev.cook.http.repository;

import dev.cook.domain.Caller;
import dev.cook.domain.PagePath;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.git.Revisions;
import dev.cook.git.Revisions.Found;
import dev.cook.git.Trees;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.git.diff.Diffs;
import dev.cook.hooks.Access;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.page.SignIn;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Answers what a repository holds. Who may not read a repository is told what they would be told if there was none; commits that
 * only hidden refs hold are not found ({@link Revisions}).
 */
public final class RepositoryPages implements Route {
    static final Problem TOO_SLOW = new Problem(
            503,
            "Took too long",
            "The server could not find out in time which branch or tag holds this commit.",
            "Name a branch or a tag that holds it instead of its ID.");

    private static final String COMPARE = "/compare/";

    private final Store store;
    private final PageRenderer shown;
    private final BrowserAuth visitors;
    private final SignIn signIn;
    private final Revisions revisions;
    private final FilesPages files;
    private final RawFiles raw;
    private final HistoryPages histories;
    private final DiffPages diffs;
    private final SearchPages searches;
    private final RefsPages refs;
    private final HeavyReads heavy;

    public RepositoryPages(
            Store store,
            PageRenderer shown,
            BrowserAuth visitors,
            SignIn signIn,
            RepositoryReaders readers,
            Trees trees,
            Diffs diffs,
            Lfs lfs) {
        this.store = store;
        this.shown = shown;
        this.visitors = visitors;
        this.signIn = signIn;
        this.revisions = readers.revisions();
        this.files = new FilesPages(shown, readers);
        this.raw = new RawFiles(shown, readers.paths(), lfs);
        this.histories = new HistoryPages(shown, readers);
        this.diffs = new DiffPages(shown, readers, trees, diffs);
        this.searches = new SearchPages(shown, readers.searches());
        this.refs = new RefsPages(store, shown, readers);
        this.heavy = new HeavyReads(shown::problem);
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        Optional<RepoAddress.Asked> asked = RepoAddress.parse(exchange.path()).or(() -> comparison(exchange.path()));
        if (asked.isEmpty() || !exchange.isRead()) {
            return false;
        }
        Optional<Caller> caller = visitors.who(exchange);
        if (caller.isEmpty()) {
            signIn.ask(exchange);
            return true;
        }
        Optional<RepoName> name = RepoName.parse(asked.get().repo());
        // An environment fetches what its key shows it; these pages would show a gate more than its commit.
        if (caller.get() instanceof Caller.AccountCaller account && name.isPresent()) {
            Optional<Repo> repo = store.read(tx -> Access.readable(tx, account, name.get()));
            if (repo.isPresent()) {
                answer(exchange, account, repo.get(), asked.get(), name.get());
                return true;
            }
        }
        shown.problem(exchange, Problem.missing("repository", asked.get().repo()));
        return true;
    }

    /** The address of a comparison as people write it elsewhere; three dots are in no name. */
    private static Optional<RepoAddress.Asked> comparison(String path) {
        int at = path.indexOf("...") < 0 ? -1 : path.indexOf(COMPARE);
        return at < 0
                ? Optional.empty()
                : Optional.of(new RepoAddress.Asked(
                        path.substring(0, at), RepoAddress.Kind.COMPARE, path.substring(at + COMPARE.length())));
    }

    private void answer(
            Exchange exchange, Caller.AccountCaller caller, Repo repo, RepoAddress.Asked asked, RepoName name)
            throws IOException {
        boolean isOtherName = !name.value().equals(repo.name().value());
        if (isOtherName || !PagePath.isContent(exchange.path())) {
            exchange.redirect(RepoAddress.of(asked, repo.name()));
            return;
        }
        switch (asked.kind()) {
            case BRANCHES -> refs.branches(exchange, caller, repo);
            case TAGS -> refs.tags(exchange, caller, repo);
            case GATES -> refs.gates(exchange, caller, repo);
            case COMPARE -> compare(exchange, caller, repo, asked.rest());
            case FILES, RAW, BLAME, HISTORY, COMMIT, SEARCH -> at(exchange, caller, repo, asked);
        }
    }

    private void compare(Exchange exchange, Caller.AccountCaller caller, Repo repo, String names) throws IOException {
        int dots = names.indexOf("...");
        if (dots < 0) {
            shown.problem(
                    exchange,
                    new Problem(
                            404,
                            "Not found",
                            "The address names no two refs to compare.",
                            "Write both with three dots between them: " + RepoAddress.compare(repo.name(), "A", "B")
                                    + "."));
            return;
        }
        Optional<Revisions.Named> from = one(exchange, repo, names.substring(0, dots));
        Optional<Revisions.Named> to =
                from.isEmpty() ? Optional.empty() : one(exchange, repo, names.substring(dots + 3));
        if (to.isPresent()) {
            heavy.answer(exchange, () -> diffs.compare(exchange, caller, repo, from.orElseThrow(), to.get()));
        }
    }

    /** Finds the commit that a name means, or says that there is none. */
    private Optional<Revisions.Named> one(Exchange exchange, Repo repo, String name) throws IOException {
        return found(exchange, revisions.commit(repo.id(), name), name);
    }

    private Optional<Revisions.Named> found(Exchange exchange, Found found, String text) throws IOException {
        switch (found) {
            case Found.One(Revisions.Named named) -> {
                return Optional.of(named);
            }
            case Found.Nothing() -> shown.problem(exchange, Problem.missing("branch, tag or commit", text));
            case Found.TooSlow() -> shown.problem(exchange, TOO_SLOW);
        }
        return Optional.empty();
    }

    private void at(Exchange exchange, Caller.AccountCaller caller, Repo repo, RepoAddress.Asked asked)
            throws IOException {
        if (asked.rest().isEmpty()) {
            // A repository without a commit has no default branch to lead to.
            Optional<Revisions.Named> first =
                    revisions.commit(repo.id(), repo.defaultBranch().value())
                                    instanceof Found.One(Revisions.Named named)
                            ? Optional.of(named)
                            : Optional.empty();
            if (first.isEmpty()) {
                shown.show(exchange, caller, "repository/empty", Map.of("repo", repo));
                return;
            }
            exchange.redirect(RepoAddress.of(
                    new RepoAddress.Asked(
                            asked.repo(),
                            asked.kind(),
                            revisions.nameOf(repo.id(), repo.defaultBranch().ref())),
                    repo.name()));
            return;
        }
        Optional<String> path = exchange.query("path");
        Found found =
                path.isPresent() ? revisions.commit(repo.id(), asked.rest()) : revisions.path(repo.id(), asked.rest());
        Optional<Revisions.Named> named = found(exchange, found, asked.rest());
        if (named.isEmpty()) {
            return;
        }
        Place place =
                new Place(caller, repo, named.get(), path.orElse(named.get().path()));
        switch (asked.kind()) {
            case FILES -> files.answer(exchange, place);
            case RAW -> raw.answer(exchange, place);
            case BLAME -> heavy.answer(exchange, () -> files.blame(exchange, place));
            case HISTORY -> heavy.answer(exchange, () -> histories.answer(exchange, place));
            case COMMIT -> diffs.commit(exchange, place);
            case SEARCH -> heavy.answer(exchange, () -> searches.answer(exchange, place));
            case COMPARE, BRANCHES, TAGS, GATES -> throw new IllegalStateException("answered before: " + asked);
        }
    }
}
