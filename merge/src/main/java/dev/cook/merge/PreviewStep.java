package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateRun;
import dev.cook.domain.Oid;
import dev.cook.domain.Readiness;
import java.util.List;
import java.util.Optional;

/**
 * The next step for a branch that is done and that nobody let land yet: it is judged by itself, on the target's tip. What
 * shall land is in a {@link Queue}.
 */
sealed interface PreviewStep {
    /** Nothing to do until something changes. */
    record Rest() implements PreviewStep {}

    /** Merge the two tips and see what comes of it. */
    record Build(Oid targetTip, Oid branchTip) implements PreviewStep {}

    /** The candidate is no longer what would land. */
    record Discard(Candidate candidate, String why) implements PreviewStep {}

    /** One of its gates said no. */
    record Fail(Candidate candidate) implements PreviewStep {}

    /** It cannot go on without a person. */
    record AskPerson(String why) implements PreviewStep {}

    /** It cannot go on while its target does not exist. */
    record AwaitTarget(String why) implements PreviewStep {}

    /** Who let it land has lost the right to: somebody else has to. */
    record Withdraw(String why) implements PreviewStep {}

    /** What it waited for was about what its target is no longer. */
    record GoOn() implements PreviewStep {}

    /**
     * Its target held all of it, or conflicted with it, and is something else now: git is asked again. It goes on waiting in
     * silence if that is still so, or each landing would tell it anew.
     */
    record MergeAgain(Oid targetTip, Oid branchTip) implements PreviewStep {}

    /**
     * All that the next step depends on.
     *
     * @param newest the branch's newest candidate
     * @param runs the last attempt of each of its gates
     * @param waitsOn the target's tip for which it waits; empty: it does not wait, or for something else
     * @param landerMay whether who let it land may still do so
     */
    record View(
            Branch branch,
            Optional<Oid> branchTip,
            Optional<Oid> targetTip,
            Optional<Candidate> newest,
            List<GateRun> runs,
            Optional<Oid> waitsOn,
            boolean landerMay) {}

    /** Stands for the tip of a target that does not exist. */
    Oid NO_TARGET = new Oid("0".repeat(40));

    PreviewStep REST = new Rest();

    /** Decides the next step. Pure and total. */
    static PreviewStep decide(View view) {
        Branch branch = view.branch();
        if ((branch.state() != BranchState.DONE && branch.state() != BranchState.QUEUED)
                || view.branchTip().isEmpty()) {
            return REST;
        }
        if (view.targetTip().isEmpty()) {
            return branch.waitsFor().isPresent()
                    ? REST
                    : new AwaitTarget("the target branch " + branch.target() + " does not exist; push "
                            + branch.target() + " first");
        }
        if (view.waitsOn()
                .filter(tip -> !view.targetTip().equals(Optional.of(tip)))
                .isPresent()) {
            return isAboutMerging(view)
                    ? new MergeAgain(view.targetTip().get(), view.branchTip().get())
                    : new GoOn();
        }
        if (branch.state() == BranchState.QUEUED) {
            if (!view.landerMay() && branch.waitsFor().isEmpty()) {
                return new Withdraw(branch.landBy().orElse("the person")
                        + ", who queued the branch, no longer has the land role; somebody with that role can run"
                        + " `branch land " + branch.name() + "`");
            }
            return REST;
        }
        Oid targetTip = view.targetTip().get();
        Oid branchTip = view.branchTip().get();
        if (view.newest().isEmpty()) {
            return branch.waitsFor().isPresent() ? REST : new Build(targetTip, branchTip);
        }
        Candidate newest = view.newest().get();
        boolean branchMoved = !newest.branchTip().equals(branchTip);
        boolean targetMoved = !newest.base().equals(targetTip);
        return switch (newest.state()) {
            case OPEN -> {
                if (branchMoved) {
                    yield new Discard(newest, "the branch has new commits");
                }
                // Somebody who was told that it passed decides first; then it is judged on what the target is by then.
                if (targetMoved && branch.waitsFor().isEmpty()) {
                    yield new Discard(newest, branch.target() + " has new commits");
                }
                yield open(view, newest);
            }
            case CONFLICTING, FAILED ->
                branch.waitsFor().isEmpty() && (branchMoved || targetMoved) ? new Build(targetTip, branchTip) : REST;
            case SPLIT, SCREENED, STALE, LANDED ->
                branch.waitsFor().isPresent() ? REST : new Build(targetTip, branchTip);
        };
    }

    private static boolean isAboutMerging(View view) {
        if (view.waitsOn().equals(Optional.of(NO_TARGET))) {
            return false;
        }
        return view.branch().waitsFor().equals(Optional.of(CandidateTransitions.nothingNew(view.branch())))
                || view.newest()
                        .filter(newest -> newest.state() == CandidateState.CONFLICTING)
                        .filter(newest -> view.branchTip().equals(Optional.of(newest.branchTip())))
                        .isPresent();
    }

    private static PreviewStep open(View view, Candidate candidate) {
        Branch branch = view.branch();
        return switch (Readiness.of(candidate, view.runs())) {
            case Readiness.Pending _ -> REST;
            case Readiness.Failed _ -> new Fail(candidate);
            case Readiness.Waiting waiting -> ask(branch, "waiting for gate " + waiting.gates());
            case Readiness.Passed _ ->
                ask(
                        branch,
                        (view.runs().isEmpty() ? "no gates are defined" : "its gates passed")
                                + "; somebody with the land role can run `branch land " + branch.name() + "`");
        };
    }

    private static PreviewStep ask(Branch branch, String why) {
        return branch.waitsFor().isPresent() ? REST : new AskPerson(why);
    }
}
