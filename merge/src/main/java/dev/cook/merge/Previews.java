package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.event.BranchFact;
import dev.cook.git.CandidateBuilder;
import dev.cook.store.GateRuns;
import dev.cook.store.Isolation;
import dev.cook.store.Looks;
import dev.cook.store.Queues;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the steps of branches that are done and that nobody let land yet. */
final class Previews {
    private final Store store;
    private final Isolation isolation;
    private final CandidateBuilder candidates;
    private final QueueSettings settings;

    Previews(Store store, Isolation isolation, CandidateBuilder candidates, QueueSettings settings) {
        this.isolation = isolation;
        this.settings = settings;
        this.store = store;
        this.candidates = candidates;
    }

    /**
     * Looks at branches, each on its own, as rows say then.
     *
     * @param branches all for which there may be something to do
     */
    void pass(Looks looks, List<Branch> branches) {
        isolation.spread(looks, "prepare its candidate", branches, Subject::of, branch -> look(branch.id()));
    }

    /** Those of branches for which there is something to do, found with as many statements for one as for a thousand. */
    static List<Branch> due(Tx tx, List<Queues.Submitted> branches) {
        return views(tx, branches).stream()
                .filter(view -> !(PreviewStep.decide(view) instanceof PreviewStep.Rest))
                .map(PreviewStep.View::branch)
                .toList();
    }

    private void look(BranchId id) {
        act(id, PreviewStep.decide(store.read(tx -> view(tx, id))));
    }

    private void act(BranchId id, PreviewStep step) {
        switch (step) {
            case PreviewStep.Rest _ -> {}
            case PreviewStep.Build build -> attempt(id, build.branchTip(), part -> build(part, build));
            case PreviewStep.Discard discard ->
                again(id, step, (tx, _) -> CandidateTransitions.discard(tx, discard.candidate(), discard.why()));
            case PreviewStep.Fail fail ->
                again(id, step, (tx, _) -> tx.candidates()
                        .close(fail.candidate().id(), CandidateState.FAILED));
            case PreviewStep.AwaitTarget await ->
                again(
                        id,
                        step,
                        (tx, branch) ->
                                CandidateTransitions.askUntilMoved(tx, branch, await.why(), PreviewStep.NO_TARGET));
            case PreviewStep.GoOn _ -> again(id, step, Previews::goOn);
            case PreviewStep.MergeAgain merge -> attempt(id, merge.branchTip(), part -> mergeAgain(part, merge));
            case PreviewStep.Withdraw withdraw ->
                again(id, step, (tx, branch) -> {
                    tx.branches().setLanding(branch.id(), Landing.ASK);
                    tx.branches().markDone(branch.id());
                    CandidateTransitions.ask(tx, branch, withdraw.why());
                });
            case PreviewStep.AskPerson ask ->
                again(id, step, (tx, branch) -> CandidateTransitions.ask(tx, branch, ask.why()));
        }
    }

    private interface Change {
        void apply(Tx tx, Branch branch);
    }

    /** Applies a step only if, under the branch's lock, it is still the next one. */
    private void again(BranchId id, PreviewStep step, Change change) {
        store.change(tx -> {
            Branch branch = tx.branches().lock(id);
            if (PreviewStep.decide(view(tx, id)).equals(step)) {
                change.apply(tx, branch);
            }
        });
    }

    private void attempt(BranchId id, Oid tip, Consumer<Group.Part> merge) {
        Group.Part part = new Group.Part(store.read(tx -> tx.branches().get(id)).orElseThrow(), tip);
        isolation.attempt(SetAside.BUILD, SetAside.subject(List.of(part)), () -> merge.accept(part));
    }

    private void build(Group.Part part, PreviewStep.Build build) {
        group(part, build.targetTip())
                .ifPresent(group -> again(part.branch().id(), build, (tx, now) -> {
                    switch (group) {
                        case Group.Merged merged ->
                            CandidateTransitions.open(tx, List.of(now), build.targetTip(), Optional.empty(), merged);
                        case Group.Conflict conflict ->
                            CandidateTransitions.conflict(
                                    tx, now, build.targetTip(), Optional.empty(), build.branchTip(), conflict.files());
                        case Group.UpToDate _ ->
                            CandidateTransitions.askUntilMoved(
                                    tx, now, CandidateTransitions.nothingNew(now), build.targetTip());
                    }
                }));
    }

    /** In one transaction with what it finds: whoever sends conflicts back must not see the old one without its reason. */
    private void mergeAgain(Group.Part part, PreviewStep.MergeAgain merge) {
        group(part, merge.targetTip())
                .ifPresent(group -> again(part.branch().id(), merge, (tx, now) -> {
                    boolean heldAll = now.waitsFor().equals(Optional.of(CandidateTransitions.nothingNew(now)));
                    switch (group) {
                        case Group.Merged merged -> {
                            goOn(tx, now);
                            CandidateTransitions.open(tx, List.of(now), merge.targetTip(), Optional.empty(), merged);
                        }
                        case Group.Conflict conflict -> {
                            if (heldAll) {
                                goOn(tx, now);
                                CandidateTransitions.conflict(
                                        tx,
                                        now,
                                        merge.targetTip(),
                                        Optional.empty(),
                                        merge.branchTip(),
                                        conflict.files());
                            } else {
                                tx.branches().waitOn(now.id(), merge.targetTip());
                            }
                        }
                        case Group.UpToDate _ -> {
                            if (heldAll) {
                                tx.branches().waitOn(now.id(), merge.targetTip());
                            } else {
                                CandidateTransitions.askUntilMoved(
                                        tx, now, CandidateTransitions.nothingNew(now), merge.targetTip());
                            }
                        }
                    }
                }));
    }

    /** What would land of a branch; empty while it is not known how. */
    private Optional<Group> group(Group.Part part, Oid targetTip) {
        RepoId repo = part.branch().repo();
        return settings.areKnown(repo, targetTip)
                ? Optional.of(Group.build(
                        candidates,
                        List.of(part),
                        targetTip,
                        settings.config(repo, targetTip).landing()))
                : Optional.empty();
    }

    private static void goOn(Tx tx, Branch branch) {
        tx.branches().stopWaiting(branch.id());
        tx.events()
                .append(
                        branch.repo(),
                        branch.id(),
                        new BranchFact.Resumed("cook", Optional.of(branch.target() + " has new commits")));
    }

    private static PreviewStep.View view(Tx tx, BranchId id) {
        return views(tx, tx.queues().submitted(id).stream().toList()).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no branch " + id));
    }

    private static List<PreviewStep.View> views(Tx tx, List<Queues.Submitted> branches) {
        Map<BranchId, Candidate> newest = tx.candidates()
                .newest(branches.stream().map(line -> line.branch().id()).toList());
        GateRuns.OfCandidates runs = newest.isEmpty()
                ? GateRuns.OfCandidates.NONE
                : tx.gateRuns()
                        .latest(newest.values().stream()
                                .map(Candidate::id)
                                .distinct()
                                .toList());
        return branches.stream()
                .map(line -> {
                    Optional<Candidate> candidate =
                            Optional.ofNullable(newest.get(line.branch().id()));
                    return new PreviewStep.View(
                            line.branch(),
                            line.tip(),
                            line.targetTip(),
                            candidate,
                            candidate.map(found -> runs.of(found.id())).orElse(List.of()),
                            line.waitsOn(),
                            line.landerMay());
                })
                .toList();
    }
}
