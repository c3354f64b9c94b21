package dev.cook.http.change;

import dev.cook.agents.review.Reviews;
import dev.cook.domain.AccountId;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchLook;
import dev.cook.domain.Caller;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.git.CommitLine;
import dev.cook.git.Trees;
import dev.cook.git.diff.Diffs;
import dev.cook.git.diff.Interdiff;
import dev.cook.hooks.Access;
import dev.cook.http.branch.StoryReader;
import dev.cook.http.branch.VisibleBranch;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.review.ChangeReview;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a branch changes, file by file. A large change comes in windows; each is one answer, and needs no script. */
public final class ChangePages {
    /** Commits that are listed. */
    private static final int MOST_COMMITS = 100;

    private final Store store;
    private final PageRenderer shown;
    private final Trees trees;
    private final Diffs diffs;
    private final Interdiff interdiff;
    private final DiffWindows windows;
    private final Reviews reviews;

    public ChangePages(
            Store store, PageRenderer shown, Trees trees, Diffs diffs, Interdiff interdiff, Reviews reviews) {
        this.store = store;
        this.shown = shown;
        this.trees = trees;
        this.diffs = diffs;
        this.interdiff = interdiff;
        this.windows = new DiffWindows(diffs);
        this.reviews = reviews;
    }

    /** Whether an address of a branch asks for its changes. */
    public static boolean isAsked(Exchange exchange) {
        return exchange.query("diff").isPresent();
    }

    /** @param onto where it would land, or landed */
    private record Ends(Oid tip, Optional<Oid> onto) {}

    /** @param section whether all of a file is asked for: its head and what was said about it, too */
    private record Ask(DiffView view, Optional<String> tip, Optional<Integer> file, int from, boolean section) {
        static Ask of(Exchange exchange) {
            return new Ask(
                    DiffView.of(exchange),
                    exchange.query("tip"),
                    number(exchange, "file"),
                    number(exchange, "from").orElse(0),
                    exchange.query("section").isPresent());
        }

        String part() {
            return file.isEmpty() ? "difffiles" : section ? "diffsection" : "difffile";
        }

        private static Optional<Integer> number(Exchange exchange, String name) {
            return exchange.query(name)
                    .filter(text -> text.matches("[0-9]{1,5}"))
                    .map(Integer::valueOf);
        }
    }

    public void answer(Exchange exchange, Caller caller, VisibleBranch place) throws IOException {
        Ask ask = Ask.of(exchange);
        Optional<Ends> ends = store.read(tx -> ends(tx, place.branch()));
        if (ends.isEmpty()) {
            shown.problem(exchange, Problem.missing("commit of this branch"));
            return;
        }
        boolean isPart = exchange.header("HX-Request").isPresent();
        Oid tip = ends.get().tip();
        if (ask.tip().filter(asked -> !asked.equals(tip.hex())).isPresent()) {
            moved(exchange, isPart);
            return;
        }
        Optional<ChangePage> page = read(caller, place.repo(), place.branch(), ends.get(), ask);
        if (page.isEmpty()) {
            shown.problem(exchange, Problem.missing("commit or file of this branch"));
        } else if (isPart) {
            exchange.answer(200, Exchange.HTML, shown.part(ask.part(), Map.of("change", page.get())));
        } else {
            exchange.answer(
                    200, Exchange.HTML, shown.page("diff", Optional.of(caller.name()), Map.of("change", page.get())));
        }
    }

    /** Files have no places any more that a window could go on from. */
    private void moved(Exchange exchange, boolean isPart) throws IOException {
        Problem problem = new Problem(
                409, "The branch has changed", "Somebody pushed to this branch meanwhile.", "Open its changes again.");
        if (isPart) {
            exchange.answer(200, Exchange.HTML, shown.part("diffmoved", Map.of("problem", problem)));
        } else {
            shown.problem(exchange, problem);
        }
    }

    private static Optional<Ends> ends(Tx tx, Branch branch) {
        Optional<Candidate> landed = branch.landedAs().isEmpty()
                ? Optional.empty()
                : tx.candidates().of(branch.id()).reversed().stream()
                        .filter(candidate -> candidate.state() == CandidateState.LANDED)
                        .findFirst();
        if (landed.isPresent()) {
            return landed.map(candidate -> new Ends(candidate.branchTip(), Optional.of(candidate.base())));
        }
        Optional<Oid> target =
                tx.refs().get(branch.repo(), branch.target().ref()).flatMap(NamedRef::id);
        return StoryReader.pushed(tx, branch).map(tip -> new Ends(tip, target));
    }

    private Optional<ChangePage> read(Caller caller, Repo repo, Branch branch, Ends ends, Ask ask) {
        Optional<Oid> onto = branch.landedAs()
                .filter(_ -> ends.onto().isEmpty())
                .flatMap(landed -> diffs.firstParent(repo.id(), landed))
                .or(ends::onto);
        Optional<Oid> base = onto.flatMap(target -> trees.mergeBase(repo.id(), ends.tip(), target));
        List<CommitLine> commits = commits(repo.id(), ends.tip(), base);
        boolean commitsCut = commits.size() > MOST_COMMITS;
        List<CommitLine> listed = commitsCut ? commits.subList(0, MOST_COMMITS) : commits;
        Optional<Oid> commit = ask.view().commit();
        if (commit.isPresent() && listed.stream().noneMatch(line -> line.id().equals(commit.get()))) {
            return Optional.empty();
        }
        Optional<Oid> from = commit.isPresent() ? diffs.firstParent(repo.id(), commit.get()) : base;
        Looks looks = looks(caller, branch);
        Optional<BranchLook> since = looks.look().filter(_ -> ask.view().since());
        Compared compared = since.map(
                        look -> since(repo.id(), look, new Interdiff.Version(ends.tip(), base), ask.view()))
                .orElseGet(() -> new Compared(
                        diffs.files(repo.id(), from, commit.orElse(ends.tip())),
                        windows.comparison(repo.id(), ask.view()),
                        Optional.empty()));
        Diffs.Files files = compared.files();
        int size = files.files().size();
        if (ask.file().filter(index -> index >= size).isPresent() || ask.from() > size) {
            return Optional.empty();
        }
        ChangeReview review = review(looks, branch, commit.orElse(ends.tip()), from, ask.view(), since.isPresent());
        DiffWindows.Window window = ask.file().isPresent()
                ? DiffWindows.alone(files, ask.file().get(), compared.comparison())
                : DiffWindows.from(files, ask.from(), compared.comparison(), review::isAbout);
        return Optional.of(new ChangePage(
                repo,
                branch,
                ask.view(),
                ends.tip(),
                base,
                listed,
                commitsCut,
                files,
                window.shown(),
                window.next(),
                review,
                compared.since()));
    }

    /** @param since where only what is new is shown */
    private record Compared(Diffs.Files files, DiffWindows.Comparison comparison, Optional<SinceLook> since) {}

    private Compared since(RepoId repo, BranchLook look, Interdiff.Version now, DiffView view) {
        Interdiff.Files files = interdiff.files(repo, new Interdiff.Version(look.tip(), look.base()), now);
        return new Compared(
                files.list(),
                file -> interdiff.compare(repo, files, file, view.whitespace()),
                Optional.of(new SinceLook(look, !look.base().equals(now.base()), files.unmerged())));
    }

    /** What rows say of whoever looks. */
    private record Looks(Optional<AccountId> reader, boolean mayComment, boolean isHeard, Optional<BranchLook> look) {}

    private Looks looks(Caller caller, Branch branch) {
        Optional<AccountId> reader =
                caller instanceof Caller.AccountCaller person ? Optional.of(person.account()) : Optional.empty();
        return store.read(tx -> new Looks(
                reader,
                reader.isPresent()
                        && !branch.state().ended()
                        && Access.may(tx, caller, branch.repo(), BranchAction.COMMENT.needs()),
                reviews.actions().isHeard(tx, branch),
                reader.flatMap(account -> tx.branchLooks().of(branch.id(), account))));
    }

    /** @param merged whether lines before the change are those of no commit, so that nobody can comment on them */
    private ChangeReview review(Looks looks, Branch branch, Oid now, Optional<Oid> old, DiffView view, boolean merged) {
        return new ChangeReview(
                branch.id(),
                looks.mayComment(),
                looks.isHeard(),
                reviews.reader().read(branch.repo(), branch.id(), looks.reader(), now, old),
                now,
                old,
                merged,
                looks.reader().isPresent(),
                looks.look(),
                view.query(),
                shown.clock().instant());
    }

    private List<CommitLine> commits(RepoId repo, Oid tip, Optional<Oid> base) {
        return base.isPresent()
                ? trees.log(repo, tip, base.get(), MOST_COMMITS + 1)
                : trees.log(repo, tip, MOST_COMMITS + 1);
    }
}
