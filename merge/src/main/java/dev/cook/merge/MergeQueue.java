package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EventType;
import dev.cook.domain.GateRun;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Candidates;
import dev.cook.git.Merge;
import dev.cook.store.Controller;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Brings branches that are done to their target: builds the commit that would land, and lands it once it passed. */
public final class MergeQueue {
    /** How many conflicting files an event names. */
    private static final int FILES_NAMED = 20;

    private final Store store;
    private final Candidates candidates;
    private final Ending ending;

    public MergeQueue(Store store, Candidates candidates, Ending ending) {
        this.store = store;
        this.candidates = candidates;
        this.ending = ending;
    }

    /** Starts landing, until the controller is closed. */
    public Controller start() {
        return Controller.start("merge", store.wakeups(), this::pass);
    }

    void pass() {
        for (Branch branch : store.read(tx -> tx.branches().inState(BranchState.DONE, BranchState.QUEUED))) {
            act(branch.id(), Step.decide(store.read(tx -> view(tx, branch))));
        }
    }

    private void act(BranchId id, Step step) {
        switch (step) {
            case Step.Rest rest -> {}
            case Step.Build build -> build(id, build);
            case Step.Land land -> ending.land(id, land.candidate());
            case Step.Discard discard -> again(id, step, (tx, branch) -> discard(tx, branch, discard));
            case Step.Fail fail ->
                again(id, step, (tx, _) -> tx.candidates()
                        .close(fail.candidate().id(), CandidateState.FAILED));
            case Step.AskPerson ask -> again(id, step, (tx, branch) -> ask(tx, branch, ask.why()));
        }
    }

    private interface Change {
        void apply(Tx tx, Branch branch);
    }

    /** Applies a step only if, under the branch's lock, it is still the next one. */
    private void again(BranchId id, Step step, Change change) {
        store.change(tx -> {
            Branch branch = tx.branches().lock(id);
            if (Step.decide(view(tx, branch)).equals(step)) {
                change.apply(tx, branch);
            }
        });
    }

    private void build(BranchId id, Step.Build build) {
        Branch branch = store.read(tx -> tx.branches().get(id)).orElseThrow();
        String message = "Merge branch '" + branch.name() + "'\n\n" + "Branch: " + branch.name() + "\nStarted-by: "
                + branch.startedBy() + "\n";
        Merge merge = candidates.build(branch.repo(), build.targetTip(), build.branchTip(), message);
        again(id, build, (tx, now) -> {
            switch (merge) {
                case Merge.Merged merged -> {
                    tx.candidates().open(now, build.targetTip(), build.branchTip(), merged.commit());
                    tx.events()
                            .append(
                                    EventType.CANDIDATE_BUILT,
                                    now.repo(),
                                    id,
                                    Map.of(
                                            "commit", merged.commit().hex(),
                                            "target", now.target().value(),
                                            "on", build.targetTip().hex()));
                }
                case Merge.Conflict conflict -> {
                    tx.candidates()
                            .conflicting(now, build.targetTip(), Optional.empty(), build.branchTip(), conflict.files());
                    tx.events()
                            .append(
                                    EventType.CANDIDATE_CONFLICTED,
                                    now.repo(),
                                    id,
                                    Map.of("target", now.target().value(), "files", named(conflict.files())));
                }
                case Merge.UpToDate upToDate ->
                    ask(
                            tx,
                            now,
                            now.target() + " holds all of it already: push more to it, or `branch abandon " + now.name()
                                    + "`");
            }
        });
    }

    private static void discard(Tx tx, Branch branch, Step.Discard discard) {
        Candidate candidate = discard.candidate();
        tx.candidates().close(candidate.id(), CandidateState.STALE);
        tx.gateRuns().cancelOpen(candidate.id(), discard.why());
        tx.events()
                .append(
                        EventType.CANDIDATE_OUTDATED,
                        branch.repo(),
                        branch.id(),
                        Map.of("commit", candidate.commit().map(Oid::hex).orElse(""), "why", discard.why()));
    }

    private static void ask(Tx tx, Branch branch, String why) {
        tx.branches().waitFor(branch.id(), why);
        tx.events().append(EventType.BRANCH_WAITED, branch.repo(), branch.id(), Map.of("why", why));
    }

    /** What a request about a branch came to. */
    public sealed interface Answer {
        record Agreed(String what) implements Answer {}

        record Refused(String why) implements Answer {}
    }

    /** Lets a branch land as soon as its gates pass. The caller has checked that {@code by} has the land role. */
    public Answer land(BranchId id, String by) {
        return store.write(tx -> {
            Branch branch = tx.branches().lock(id);
            if (branch.state().ended()) {
                return new Answer.Refused(
                        branch.name() + " has " + branch.state().word() + " already");
            }
            if (tx.sessions().alive(id).isPresent()
                    && branch.state() == BranchState.ACTIVE
                    && branch.waitsFor().isEmpty()) {
                return new Answer.Refused(branch.name()
                        + " is still worked on: wait until its agent is done, or `session" + " kill` it first");
            }
            if (branch.state() == BranchState.QUEUED && branch.waitsFor().isEmpty()) {
                return new Answer.Agreed(branch.name() + " is queued already");
            }
            Optional<Candidate> newest = tx.candidates().newest(id);
            boolean failed = newest.filter(candidate -> candidate.state() == CandidateState.FAILED
                            || candidate.state() == CandidateState.CONFLICTING)
                    .filter(candidate -> isCurrent(tx, branch, candidate))
                    .isPresent();
            if (failed) {
                return new Answer.Refused(branch.name() + " did not pass: "
                        + branch.waitsFor().orElse("see `gate list " + branch.name() + "`")
                        + "; push a fix, or run its gates again with `gate run " + branch.name() + "`");
            }
            tx.branches().markQueued(id, by);
            tx.events().append(EventType.BRANCH_QUEUED, branch.repo(), id, Map.of("by", by));
            return new Answer.Agreed(branch.name() + " lands on " + branch.target() + " when its gates pass");
        });
    }

    /** Gives a branch up: its tip and story become a fossil, its session ends, its ref goes. */
    public Answer abandon(BranchId id, String by, String why) {
        return ending.abandon(id, by, why)
                .<Answer>map(number -> new Answer.Agreed("it is kept as fossil " + number))
                .orElseGet(() -> new Answer.Refused("it has ended already"));
    }

    private static boolean isCurrent(Tx tx, Branch branch, Candidate candidate) {
        return tip(tx, branch.repo(), branch.name().ref())
                        .filter(candidate.branchTip()::equals)
                        .isPresent()
                && tip(tx, branch.repo(), branch.target().ref())
                        .filter(candidate.base()::equals)
                        .isPresent();
    }

    static Step.View view(Tx tx, Branch branch) {
        Optional<Candidate> newest = tx.candidates().newest(branch.id());
        List<GateRun> runs =
                newest.map(candidate -> tx.gateRuns().latest(candidate.id())).orElse(List.of());
        return new Step.View(
                branch,
                tip(tx, branch.repo(), branch.name().ref()),
                tip(tx, branch.repo(), branch.target().ref()),
                newest,
                runs);
    }

    private static Optional<Oid> tip(Tx tx, RepoId repo, String ref) {
        return tx.refs().get(repo, ref).flatMap(NamedRef::id);
    }

    private static String named(List<String> files) {
        String first = String.join(", ", files.subList(0, Math.min(files.size(), FILES_NAMED)));
        return files.size() <= FILES_NAMED
                ? first
                : String.format(Locale.ROOT, "%s and %d more", first, files.size() - FILES_NAMED);
    }
}
