package dev.cook.http.board;

import dev.cook.domain.Branch;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Spent;
import dev.cook.http.exchange.Site;
import dev.cook.store.BranchLists;
import dev.cook.store.Overview;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The first page: what waits for whoever looks, what runs, what is queued, what landed.
 *
 * @param needs how many things wait for whoever looks
 * @param attention the lines of these that are shown
 * @param others branches that wait for somebody else, about which whoever looks could do something too
 * @param found what a search found; empty lists where nothing is searched for
 * @param more whether the list goes on after this page
 * @param today what began today (in UTC) used so far
 */
public record Board(
        BoardFilter filter,
        int needs,
        List<Attention> attention,
        List<Attention> others,
        List<Running> running,
        int queuedCount,
        List<Overview.Judged> queued,
        List<Overview.Judged> landed,
        List<Overview.Judged> found,
        boolean more,
        Spent today,
        List<Repo> repos) {
    /** Lines of each list where all are on one page. */
    static final int FIRST = 20;

    /** Jobs that are under way: more than a server runs at once. */
    static final int MOST_RUNNING = 500;

    /** Approvals that are looked at for whoever looks: each takes a look at who may answer it. */
    static final int APPROVALS = 100;

    public Board {
        attention = List.copyOf(attention);
        others = List.copyOf(others);
        running = List.copyOf(running);
        queued = List.copyOf(queued);
        landed = List.copyOf(landed);
        found = List.copyOf(found);
        repos = List.copyOf(repos);
    }

    /** The number in the page's title; beyond what is counted nobody needs to know how many. */
    public String needsWord() {
        return needs >= BranchLists.COUNTED ? BranchLists.COUNTED + "+" : Integer.toString(needs);
    }

    public String title() {
        String what = filter.isSearch() ? "Search" : filter.show().title();
        return needs == 0 ? what : "(" + needsWord() + ") " + what;
    }

    /**
     * Something that goes on only when a person does something.
     *
     * @param what the kind of it, in a word
     * @param button what leads to where that is done
     * @param anchor the place on the branch's page
     */
    public record Attention(
            RepoName repo, Branch branch, String what, String say, Instant since, String button, String anchor) {
        public String address() {
            return Site.branch(repo, branch.name()) + "?life=" + branch.id() + anchor;
        }

        static Attention approval(Overview.Judged line, Overview.Asking asked) {
            return new Attention(
                    line.repo(),
                    line.branch(),
                    "approval",
                    "Gate `" + asked.gate() + "` is waiting for your approval.",
                    asked.since(),
                    "Review",
                    "#gate-" + asked.run());
        }

        static Attention waiting(Overview.Judged line, BranchLists.Waiting how) {
            Branch branch = line.branch();
            String say = branch.waitsFor()
                    .orElse("Its gates passed. It lands on `" + branch.target() + "` when you say so.");
            String what = how.ready() ? "ready" : how.asks() ? "question" : "waiting";
            String button = how.ready() ? "Review and land" : how.asks() ? "Answer" : "See what happened";
            return new Attention(
                    line.repo(), branch, what, say, line.changedAt(), button, how.asks() ? "#say" : "#story-call");
        }
    }

    /**
     * An agent's turn, or a gate, that runs or is about to.
     *
     * @param who the agent and its turn, or the gate
     * @param say what the agent was asked
     * @param quiet how long it has written nothing, where that is long
     */
    public record Running(
            RepoName repo,
            String branch,
            String address,
            String word,
            String who,
            String say,
            Instant since,
            Optional<Long> quiet) {
        /** A job that writes nothing for so long may hang: agents think for a minute or two, and compilers for some. */
        private static final Duration LONG = Duration.ofMinutes(5);

        static Running of(Overview.Working work, Duration silence) {
            return new Running(
                    work.repo(),
                    work.branch().value(),
                    Site.branch(work.repo(), work.branch()) + "?life=" + work.life(),
                    work.started() ? "running" : "starting",
                    work.agent() + ", turn " + work.turn(),
                    work.task(),
                    work.since(),
                    work.started() ? quiet(silence) : Optional.empty());
        }

        static Running of(Overview.Judging gate, Duration silence) {
            boolean runs = gate.state() == GateRunState.RUNNING;
            return new Running(
                    gate.repo(),
                    gate.branch().value(),
                    Site.branch(gate.repo(), gate.branch()) + "?life=" + gate.life(),
                    gate.state().word(),
                    "gate " + gate.gate(),
                    "",
                    gate.since(),
                    runs && gate.job().isPresent() ? quiet(silence) : Optional.empty());
        }

        /** In whole minutes, so that a page does not change with every second. */
        private static Optional<Long> quiet(Duration silence) {
            return Optional.of(silence)
                    .filter(length -> length.compareTo(LONG) >= 0)
                    .map(Duration::toMinutes);
        }
    }
}
