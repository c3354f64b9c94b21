package dev.cook.sshd.command;

import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateReply;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.Voter;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A command that answers a gate. */
abstract class GateAnswerCommand extends BranchCommand {
    private final GateAnswering answering;

    GateAnswerCommand(Desk desk, GateAnswering answering) {
        super(desk);
        this.answering = answering;
    }

    /** In JSON. */
    record View(
            long run,
            String gate,
            String state,
            String said,
            String repo,
            List<String> branches,
            Optional<String> commit) {}

    /** What was answered about, so that nobody finds out too late that it was something else. */
    private record About(String repo, List<String> branches, Optional<String> commit) {
        String told() {
            return " (" + repo + ", " + String.join(", ", branches) + ", commit "
                    + commit.map(head -> head.substring(0, 10)).orElse("unknown") + ")";
        }
    }

    /** The run that is meant, and who answers it. */
    private record Meant(GateRunId run, Voter voter) {}

    /** Answers a run that is known by its number. */
    protected final ExitCode answer(long run, boolean yes, String comment, Optional<String> url) {
        return answer(GateKind.EXTERNAL, store().read(tx -> byNumber(tx, run)), yes, comment, url);
    }

    /**
     * Answers an approval.
     *
     * @param approval the number of a run; or a branch, with its repository before it where one has to be named
     */
    protected final ExitCode vote(ApprovalArgument approval, boolean yes, String comment) {
        List<String> words = approval.words();
        Optional<String> gate = approval.gate();
        boolean number = words.size() == 1 && words.getFirst().matches("[0-9]{1,18}");
        return answer(
                GateKind.APPROVAL,
                store().read(tx -> number ? byNumberAlone(tx, words, gate) : byBranch(tx, words, gate)),
                yes,
                comment,
                Optional.empty());
    }

    /** A number that could be a branch as well is not guessed at: it would be the approval of something else. */
    private Meant byNumberAlone(Tx tx, List<String> words, Optional<String> gate) {
        String number = words.getFirst();
        Optional<Repo> named = BranchName.ofRef("refs/heads/" + number).flatMap(name -> tx.repos().list().stream()
                .filter(repo -> Access.may(tx, caller(), repo.id(), Role.READ))
                .filter(repo -> tx.branches().alive(repo.id(), name).isPresent())
                .findFirst());
        if (named.isEmpty()) {
            return byNumber(tx, Long.parseLong(number));
        }
        Optional<GateRun> run = tx.gateRuns().get(new GateRunId(Math.max(1, Long.parseLong(number))));
        if (run.filter(found -> mayRead(tx, found)).isEmpty()) {
            return byBranch(tx, words, gate);
        }
        throw Refusal.usage(
                number + " is a gate run and also a branch of " + named.get().name(),
                "name the repository, the branch and the gate, for example: gate approve "
                        + named.get().name() + " " + number + " --gate "
                        + run.get().name());
    }

    private boolean mayRead(Tx tx, GateRun run) {
        return tx.candidates()
                .get(run.candidate())
                .filter(candidate -> Access.may(tx, caller(), candidate.repo(), Role.READ))
                .isPresent();
    }

    private About about(GateRunId id) {
        return store().read(tx -> tx.gateRuns()
                .get(id)
                .flatMap(run -> tx.candidates().get(run.candidate()))
                .map(candidate -> new About(
                        tx.repos()
                                .get(candidate.repo())
                                .map(repo -> repo.name().value())
                                .orElse("?"),
                        candidate.members().stream()
                                .flatMap(member -> tx.branches().get(member.branch()).stream())
                                .map(branch -> branch.name().value())
                                .toList(),
                        candidate.head().map(Oid::hex)))
                .orElseThrow(() -> new IllegalStateException("gate run " + id + " was answered and is gone")));
    }

    private Meant byNumber(Tx tx, long number) {
        Refusal none = new Refusal(
                ExitCode.NOT_FOUND,
                "no gate run " + number + ", or no access to it",
                "list a branch's gate runs: gate list BRANCH");
        GateRun run = Optional.of(number)
                .filter(id -> id > 0)
                .flatMap(id -> tx.gateRuns().get(new GateRunId(id)))
                .orElseThrow(() -> none);
        Repo repo = tx.candidates()
                .get(run.candidate())
                .flatMap(candidate -> tx.repos().get(candidate.repo()))
                .orElseThrow(() -> none);
        return new Meant(run.id(), voter(tx, allowed(tx, repo, BranchAction.ANSWER.needs(), () -> none)));
    }

    private Meant byBranch(Tx tx, List<String> words, Optional<String> gate) {
        Found found = branch(tx, words, BranchAction.ANSWER.needs());
        String list = "list its gates: gate list " + found.repo().name() + " "
                + found.branch().name();
        List<GateRun> approvals = tx
                .candidates()
                .newest(found.branch().id())
                .map(Candidate::id)
                .map(tx.gateRuns()::latest)
                .orElse(List.of())
                .stream()
                .filter(run -> run.kind() == GateKind.APPROVAL)
                .filter(run -> gate.isEmpty() || gate.get().equals(run.name()))
                .toList();
        if (approvals.isEmpty()) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    found.branch().name() + " has no approval "
                            + gate.map(name -> "'" + Text.shortened(Text.printable(name), 60) + "' ")
                                    .orElse("")
                            + "to answer; Cook asks for approvals once the work is done",
                    list);
        }
        List<GateRun> waiting = approvals.stream()
                .filter(run -> run.state() == GateRunState.WAITING)
                .toList();
        List<GateRun> meant = waiting.isEmpty() ? approvals : waiting;
        if (meant.size() > 1) {
            throw Refusal.usage(
                    found.branch().name() + " has several approvals: "
                            + meant.stream().map(GateRun::name).sorted().collect(Collectors.joining(", ")),
                    "choose one, for example: --gate " + meant.getFirst().name());
        }
        return new Meant(meant.getFirst().id(), voter(tx, found.repo()));
    }

    private Voter voter(Tx tx, Repo repo) {
        return new Voter(
                caller().account(),
                caller().name(),
                Access.role(tx, caller(), repo.id()).orElse(Role.READ));
    }

    private ExitCode answer(GateKind asked, Meant meant, boolean yes, String comment, Optional<String> url) {
        GateReply reply = answering.answer(asked, meant.run(), meant.voter(), yes, comment, url);
        ExitCode wrong =
                switch (reply.kind()) {
                    case TAKEN, KNOWN -> ExitCode.OK;
                    case FORBIDDEN -> ExitCode.REFUSED;
                    case CONFLICT -> ExitCode.CONFLICT;
                    case MISTAKEN -> ExitCode.USAGE;
                    case MISSING -> ExitCode.NOT_FOUND;
                };
        if (!reply.kind().good()) {
            throw new Refusal(wrong, reply.said(), reply.wayOut());
        }
        About about = about(reply.run());
        sayJson(new View(
                reply.run().value(),
                reply.gate(),
                reply.state(),
                reply.said(),
                about.repo(),
                about.branches(),
                about.commit()));
        say(reply.said() + about.told());
        return ExitCode.OK;
    }
}
