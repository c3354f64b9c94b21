package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EventType;
import dev.cook.domain.GateRun;
import dev.cook.domain.Landing;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Candidates;
import dev.cook.store.Isolation;
import dev.cook.store.Looks;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the steps of branches that are done and that nobody let land yet. */
final class Judging {
    private final Store store;
    private final Isolation isolation;
    private final Candidates candidates;
    private final QueueSettings settings;

    Judging(Store store, Isolation isolation, Candidates candidates, QueueSettings settings) {
        this.isolation = isolation;
        this.settings = settings;
        this.store = store;
        this.candidates = candidates;
    }

    /** Looks at each branch on its own, as rows say then. */
    void pass(Looks looks) {
        List<Branch> branches = store.read(tx -> tx.branches().inState(BranchState.DONE, BranchState.QUEUED));
        isolation.spread(looks, "judge it", branches, Subject::of, branch -> look(branch.id()));
    }

    private void look(BranchId id) {
        act(id, Step.decide(store.read(tx -> view(tx, tx.branches().get(id).orElseThrow()))));
    }

    private void act(BranchId id, Step step) {
        switch (step) {
            case Step.Rest _ -> {}
            case Step.Build build -> {
                Branch branch = store.read(tx -> tx.branches().get(id)).orElseThrow();
                Group.Part part = new Group.Part(branch, build.branchTip());
                isolation.attempt(SetAside.BUILD, SetAside.subject(List.of(part)), () -> build(part, build));
            }
            case Step.Discard discard ->
                again(id, step, (tx, _) -> Ways.discard(tx, discard.candidate(), discard.why()));
            case Step.Fail fail ->
                again(id, step, (tx, _) -> tx.candidates()
                        .close(fail.candidate().id(), CandidateState.FAILED));
            case Step.AwaitTarget await ->
                again(id, step, (tx, branch) -> {
                    tx.branches().waitForTarget(branch.id(), await.why(), Step.NO_TARGET);
                    tx.events().append(EventType.BRANCH_WAITED, branch.repo(), branch.id(), Map.of("why", await.why()));
                });
            case Step.GoOn _ ->
                again(id, step, (tx, branch) -> {
                    tx.branches().stopWaiting(branch.id());
                    tx.events()
                            .append(
                                    EventType.BRANCH_RESUMED,
                                    branch.repo(),
                                    branch.id(),
                                    Map.of("by", "cook", "why", branch.target() + " moved"));
                });
            case Step.Withdraw withdraw ->
                again(id, step, (tx, branch) -> {
                    tx.branches().setLanding(branch.id(), Landing.ASK);
                    tx.branches().markDone(branch.id());
                    Ways.ask(tx, branch, withdraw.why());
                });
            case Step.AskPerson ask -> again(id, step, (tx, branch) -> Ways.ask(tx, branch, ask.why()));
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

    private void build(Group.Part part, Step.Build build) {
        Branch branch = part.branch();
        if (!settings.areKnown(branch.repo(), build.targetTip())) {
            return;
        }
        Group group = Group.build(
                candidates,
                List.of(part),
                build.targetTip(),
                settings.config(branch.repo(), build.targetTip()).landing());
        again(branch.id(), build, (tx, now) -> {
            switch (group) {
                case Group.Merged merged -> Ways.open(tx, List.of(now), build.targetTip(), Optional.empty(), merged);
                case Group.Conflict conflict ->
                    Ways.conflict(tx, now, build.targetTip(), Optional.empty(), build.branchTip(), conflict.files());
                case Group.UpToDate _ -> Ways.ask(tx, now, Ways.nothingNew(now));
            }
        });
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
                runs,
                tx.branches().waitsOn(branch.id()),
                Rights.landerMay(tx, branch));
    }

    private static Optional<Oid> tip(Tx tx, RepoId repo, String ref) {
        return tx.refs().get(repo, ref).flatMap(NamedRef::id);
    }
}
