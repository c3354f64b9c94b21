package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.GateWork;
import dev.cook.config.People;
import dev.cook.domain.AccountId;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.Role;
import dev.cook.domain.event.GateFact;
import dev.cook.store.Queues;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gates that people or other systems answer: whom they wait for, and when they are over. */
final class AnsweredGates {
    private final Changes changes;
    private final Advance advance;

    AnsweredGates(Changes changes, Advance advance) {
        this.changes = changes;
        this.advance = advance;
    }

    /** From now on it waits for an answer about the candidate's head; what was said of the same before counts at once. */
    void begin(Tx tx, Candidate candidate, GateRun run) {
        tx.gateRuns().markWaiting(run.id(), StartDecisions.head(candidate));
        GateRun waiting = tx.gateRuns().lock(run.id());
        AnswerDecision ruling = ruling(tx, candidate, waiting);
        if (ruling instanceof AnswerDecision.Waiting) {
            Optional<Instant> until = run.kind() == GateKind.EXTERNAL
                    ? Optional.of(deadline(waiting).end())
                    : Optional.empty();
            tx.gateRuns().note(run.id(), ruling.why());
            tell(
                    tx,
                    candidate,
                    new GateFact.Asked(
                            run.name(),
                            run.id(),
                            ruling.why(),
                            run.kind(),
                            StartDecisions.head(candidate),
                            candidate.target(),
                            until));
        } else {
            settle(tx, candidate, waiting, ruling);
        }
    }

    /** What the answers to a run that waits come to now. */
    AnswerDecision ruling(Tx tx, Candidate candidate, GateRun run) {
        List<GateAnswer> answers = answers(tx, candidate, run);
        return run.kind() == GateKind.EXTERNAL
                ? deadline(run).decide(answers.stream().reduce((_, later) -> later), tx.now())
                : ballot(tx, candidate, run)
                        .decide(answers.stream()
                                .map(answer -> new Ballot.Vote(answer, role(tx, candidate, answer.account())))
                                .toList());
    }

    /** The last answer of each account that counts for a run. */
    List<GateAnswer> answers(Tx tx, Candidate candidate, GateRun run) {
        return tx.gateAnswers().about(run.id(), candidate.repo(), run.name(), keys(candidate, run));
    }

    /** By what else than the run itself its answers are found. */
    List<ContentKey> keys(Candidate candidate, GateRun run) {
        return run.kind() == GateKind.EXTERNAL
                ? List.of()
                : Changes.keys(candidate, judged(run, candidate), seen(candidate, run));
    }

    /** Whether what is found now has to be written down. */
    static boolean isNews(GateRun run, AnswerDecision ruling) {
        return !(ruling instanceof AnswerDecision.Waiting) || !run.reason().equals(Optional.of(ruling.why()));
    }

    /** Writes down what answers come to; the locks of branches, candidate and run are held. */
    void settle(Tx tx, Candidate candidate, GateRun run, AnswerDecision ruling) {
        switch (ruling) {
            case AnswerDecision.Waiting(String why) -> tx.gateRuns().note(run.id(), why);
            case AnswerDecision.Passed(String why, List<GateAnswer> answers) ->
                end(tx, candidate, run, GateRunState.PASSED, why, answers);
            case AnswerDecision.Failed(String why, List<GateAnswer> answers) ->
                end(tx, candidate, run, GateRunState.FAILED, why, answers);
        }
    }

    private void end(Tx tx, Candidate candidate, GateRun run, GateRunState as, String why, List<GateAnswer> answers) {
        if (!tx.gateRuns().end(run.id(), as, why)) {
            return;
        }
        tx.gateAnswers().count(run.id(), answers);
        // In the same transaction: nobody may see an answer that is about to be asked for again.
        advance.apply(tx, candidate.id());
        goOn(tx, candidate);
        tell(
                tx,
                candidate,
                as == GateRunState.PASSED
                        ? new GateFact.Passed(
                                run.name(),
                                run.id(),
                                why,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())
                        : new GateFact.Failed(run.name(), run.id(), why, Optional.empty(), Optional.empty()));
    }

    /** A branch that nobody let land yet may wait for this answer; it is looked at anew. */
    static void goOn(Tx tx, Candidate candidate) {
        for (Candidate.Member member : candidate.members()) {
            tx.branches()
                    .get(member.branch())
                    .filter(branch -> branch.state() == BranchState.DONE
                            && branch.waitsFor().isPresent())
                    .ifPresent(branch -> tx.branches().stopWaiting(branch.id()));
        }
    }

    /** Whether it takes a look at what changes to know who may answer. */
    static boolean asksOwners(GateRun run) {
        return GateJson.read(run).work() instanceof GateWork.Approval approval && approval.owners();
    }

    /** Who may answer an approval, and when it has passed. */
    Ballot ballot(Tx tx, Candidate candidate, GateRun run) {
        Gate gate = GateJson.read(run);
        People people = GateJson.people(run);
        return switch (gate.work()) {
            case GateWork.Approval approval ->
                new Ballot(
                        approval.count(),
                        approval.by(),
                        people.accounts(approval.by()),
                        barred(tx, candidate),
                        approval.owners() ? seen(candidate, run).owned() : List.of());
            // Whoever is named may also have started the work: a machine answers with their token, not their opinion.
            case GateWork.External external ->
                new Ballot(1, external.by(), people.accounts(external.by()), Set.of(), List.of());
            case GateWork.Command _,
                    GateWork.Transform _,
                    GateWork.Agent _,
                    GateWork.AgentReview _,
                    GateWork.Deploy _,
                    GateWork.Soak _ -> throw new IllegalStateException("nobody answers " + gate.work());
        };
    }

    Deadline deadline(GateRun run) {
        return new Deadline(
                run.startedAt().orElse(Instant.EPOCH), GateJson.read(run).timeout());
    }

    /** What the candidate changes, as the run sees it; read from its objects and remembered. */
    Changes.Seen seen(Candidate candidate, GateRun run) {
        return changes.of(candidate, judged(run, candidate), GateJson.read(run).paths(), GateJson.people(run));
    }

    private static Oid judged(GateRun run, Candidate candidate) {
        return run.commit().orElseGet(() -> StartDecisions.head(candidate));
    }

    /** Who started or pushed what would land, here or elsewhere together with it. */
    private static Set<String> barred(Tx tx, Candidate candidate) {
        Set<String> barred = new HashSet<>();
        for (Candidate.Member member : candidate.members()) {
            tx.branches().get(member.branch()).ifPresent(branch -> addAuthors(tx, branch, barred));
        }
        List<BranchId> members =
                candidate.members().stream().map(Candidate.Member::branch).toList();
        for (Queues.Need need : tx.queues().needs(members)) {
            if (!need.other().state().ended()) {
                addAuthors(tx, need.other(), barred);
            }
        }
        return barred;
    }

    private static void addAuthors(Tx tx, Branch branch, Set<String> authors) {
        authors.add(branch.startedBy());
        authors.addAll(tx.refs().movers(branch.repo(), branch.name().ref(), branch.createdAt()));
        authors.addAll(tx.branches().hands(branch.id()));
    }

    private static Optional<Role> role(Tx tx, Candidate candidate, AccountId id) {
        return tx.accounts()
                .get(id)
                .flatMap(account -> account.siteAdmin()
                        ? Optional.of(Role.ADMIN)
                        : tx.accounts().role(candidate.repo(), id));
    }

    private static void tell(Tx tx, Candidate candidate, GateFact fact) {
        tx.events().append(candidate.repo(), candidate.branch(), fact);
    }
}
