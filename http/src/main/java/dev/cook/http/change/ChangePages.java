package dev.cook.http.change;

import dev.cook.domain.Branch;
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
import dev.cook.http.branch.StoryReader;
import dev.cook.http.branch.VisibleBranch;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
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
    private final DiffWindows windows;

    public ChangePages(Store store, PageRenderer shown, Trees trees, Diffs diffs) {
        this.store = store;
        this.shown = shown;
        this.trees = trees;
        this.diffs = diffs;
        this.windows = new DiffWindows(diffs);
    }

    /** Whether an address of a branch asks for its changes. */
    public static boolean isAsked(Exchange exchange) {
        return exchange.query("diff").isPresent();
    }

    /** @param onto where it would land, or landed */
    private record Ends(Oid tip, Optional<Oid> onto) {}

    private record Ask(DiffView view, Optional<String> tip, Optional<Integer> file, int from) {
        static Ask of(Exchange exchange) {
            return new Ask(
                    DiffView.of(exchange),
                    exchange.query("tip"),
                    number(exchange, "file"),
                    number(exchange, "from").orElse(0));
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
        Optional<ChangePage> page = read(place.repo(), place.branch(), ends.get(), ask);
        if (page.isEmpty()) {
            shown.problem(exchange, Problem.missing("commit or file of this branch"));
        } else if (isPart) {
            exchange.answer(
                    200,
                    Exchange.HTML,
                    shown.part(ask.file().isPresent() ? "difffile" : "difffiles", Map.of("change", page.get())));
        } else {
            exchange.answer(200, Exchange.HTML, shown.page("diff", Optional.of(caller), Map.of("change", page.get())));
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

    private Optional<ChangePage> read(Repo repo, Branch branch, Ends ends, Ask ask) {
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
        Diffs.Files files = diffs.files(repo.id(), from, commit.orElse(ends.tip()));
        int size = files.files().size();
        if (ask.file().filter(index -> index >= size).isPresent() || ask.from() > size) {
            return Optional.empty();
        }
        DiffWindows.Window window = ask.file().isPresent()
                ? windows.alone(repo.id(), files, ask.file().get(), ask.view())
                : windows.from(repo.id(), files, ask.from(), ask.view());
        return Optional.of(new ChangePage(
                repo, branch, ask.view(), ends.tip(), base, listed, commitsCut, files, window.shown(), window.next()));
    }

    private List<CommitLine> commits(RepoId repo, Oid tip, Optional<Oid> base) {
        return base.isPresent()
                ? trees.log(repo, tip, base.get(), MOST_COMMITS + 1)
                : trees.log(repo, tip, MOST_COMMITS + 1);
    }
}
