package dev.cook.gates;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateReply;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Text;
import dev.cook.domain.Voter;
import dev.cook.domain.event.GateFact;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes the answers of people and other systems to gates that wait for them. */
public final class GateAnswering {
    /** Characters of a comment that an event tells; the answer keeps all. */
    private static final int TOLD = 500;

    private final Store store;
    private final AnsweredGates asking;

    GateAnswering(Store store, AnsweredGates asking) {
        this.store = store;
        this.asking = asking;
    }

    /** What is said of a run that is not there; the same as for one that the caller may not see. */
    public static GateReply missing(GateRunId run) {
        return new GateReply(
                GateReply.Kind.MISSING,
                "there is no gate run " + run + ", or you do not have access to it",
                "`gate list BRANCH` lists the gate runs of a branch",
                run,
                "",
                "");
    }

    /**
     * Takes an answer; the same again changes nothing.
     *
     * @param asked the kind of gate that they mean to answer: approval for people, external for programs
     * @param yes yes or pass; otherwise no or fail
     * @param comment why, for whoever did the work
     * @param url where another system tells more
     */
    public GateReply answer(
            GateKind asked, GateRunId id, Voter voter, boolean yes, String comment, Optional<String> url) {
        String said = Text.printableLines(comment).strip();
        Optional<GateRun> run = store.read(tx -> tx.gateRuns().get(id));
        if (run.isEmpty()) {
            return missing(id);
        }
        // Whoever may not answer is not told how to.
        Optional<GateReply> no = judged(run.get())
                .flatMap(candidate -> store.read(tx -> forbidden(tx, candidate, run.get(), voter)))
                .or(() -> mistake(asked, run.get(), yes, said, url));
        return no.isPresent() ? no.get() : store.write(tx -> new Call(tx, voter, yes, said, url).take(id));
    }

    /** Whether an approval that waits asks this account, and does not have its yes yet. */
    public boolean asks(GateRunId id, Voter voter) {
        if (refusal(id, voter).isPresent()) {
            return false;
        }
        Optional<GateRun> run = waiting(id);
        return run.flatMap(this::judged)
                .filter(candidate -> store.read(tx -> asking.answers(tx, candidate, run.get()).stream()
                        .noneMatch(answer -> answer.account().equals(voter.account()) && answer.yes())))
                .isPresent();
    }

    /** Why an account may not answer an approval that waits; empty: they may. An answer is refused for the same reasons. */
    public Optional<String> refusal(GateRunId id, Voter voter) {
        Optional<GateRun> run = waiting(id);
        Optional<Candidate> candidate =
                run.flatMap(found -> AnsweredGates.asksOwners(found) ? judged(found) : candidate(found));
        return candidate.isEmpty()
                ? Optional.of("the gate is not waiting for an approval")
                : store.read(tx -> refusal(asking.ballot(tx, candidate.get(), run.get()), voter));
    }

    private Optional<GateRun> waiting(GateRunId id) {
        return store.read(tx -> tx.gateRuns().get(id))
                .filter(run -> run.kind() == GateKind.APPROVAL && run.state() == GateRunState.WAITING);
    }

    /** What a run that somebody can answer judges. Reads what it changes: objects are read before rows, then remembered. */
    private Optional<Candidate> judged(GateRun run) {
        Optional<Candidate> candidate = run.kind().isAsked() ? candidate(run) : Optional.empty();
        candidate.ifPresent(found -> asking.seen(found, run));
        return candidate;
    }

    private Optional<Candidate> candidate(GateRun run) {
        return store.read(tx -> tx.candidates().get(run.candidate()))
                .filter(found -> found.head().isPresent());
    }

    private Optional<GateReply> forbidden(Tx tx, Candidate candidate, GateRun run, Voter voter) {
        Ballot ballot = asking.ballot(tx, candidate, run);
        return refusal(ballot, voter)
                .map(why -> reply(
                        GateReply.Kind.FORBIDDEN,
                        "you cannot answer gate " + run.name() + ": " + why,
                        "the gate asks " + ballot.asks(),
                        run));
    }

    private static Optional<String> refusal(Ballot ballot, Voter voter) {
        return ballot.refusal(voter.name(), voter.role());
    }

    private static Optional<GateReply> mistake(
            GateKind asked, GateRun run, boolean yes, String comment, Optional<String> url) {
        if (run.kind() != asked) {
            return Optional.of(reply(
                    GateReply.Kind.CONFLICT,
                    "gate " + run.name() + " has the kind " + run.kind().word() + ", not " + asked.word(),
                    switch (run.kind()) {
                        case APPROVAL -> "approve with `gate approve " + run.id() + "`, or on the branch's page";
                        case EXTERNAL -> "answer with `gate answer " + run.id() + " pass`";
                        case COMMAND, TRANSFORM, AGENT, AGENT_REVIEW, DEPLOY, SOAK ->
                            "rerun the gate with `gate run BRANCH " + run.name() + "`";
                    },
                    run));
        }
        if (comment.length() > GateAnswer.LONGEST_COMMENT) {
            return Optional.of(reply(
                    GateReply.Kind.MISTAKEN,
                    "the comment is longer than " + GateAnswer.LONGEST_COMMENT + " characters",
                    "shorten the comment",
                    run));
        }
        if (!yes && comment.isEmpty() && run.kind() == GateKind.APPROVAL) {
            return Optional.of(reply(
                    GateReply.Kind.MISTAKEN,
                    "a rejection needs a comment, which goes back to the author",
                    "say in the comment what has to change",
                    run));
        }
        if (url.filter(text -> !isAddress(text)).isPresent()) {
            return Optional.of(reply(
                    GateReply.Kind.MISTAKEN,
                    "the url is not an http or https address of at most " + GateAnswer.LONGEST_URL + " characters",
                    "leave the url out, or use a full one such as https://ci.example.org/runs/7",
                    run));
        }
        return Optional.empty();
    }

    private static boolean isAddress(String text) {
        if (text.length() > GateAnswer.LONGEST_URL) {
            return false;
        }
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static GateReply reply(GateReply.Kind kind, String said, String wayOut, GateRun run) {
        return new GateReply(
                kind, said, wayOut, run.id(), run.name(), run.state().word());
    }

    /** One answer in its transaction. */
    private final class Call {
        private final Tx tx;
        private final Voter voter;
        private final boolean yes;
        private final String comment;
        private final Optional<String> url;

        Call(Tx tx, Voter voter, boolean yes, String comment, Optional<String> url) {
            this.tx = tx;
            this.voter = voter;
            this.yes = yes;
            this.comment = comment;
            this.url = url;
        }

        GateReply take(GateRunId id) {
            Candidate seen = tx.candidates()
                    .get(tx.gateRuns().get(id).orElseThrow().candidate())
                    .orElseThrow();
            // Branches before candidates, as those do who land them.
            seen.members().forEach(member -> tx.branches().lock(member.branch()));
            Candidate candidate = tx.candidates().lock(seen.id()).orElseThrow();
            GateRun run = tx.gateRuns().lock(id);
            Optional<GateReply> forbidden = forbidden(tx, candidate, run, voter);
            if (forbidden.isPresent()) {
                return forbidden.get();
            }
            return switch (run.state()) {
                case WAITING -> waiting(candidate, run);
                case PASSED, FAILED -> over(candidate, run);
                case QUEUED ->
                    conflict(
                            run,
                            "gate " + run.name() + " has not started",
                            "answer once the gates that it needs have passed");
                case RUNNING, BROKEN ->
                    throw new IllegalStateException("a gate that can be answered is " + run.state());
                case SKIPPED, CANCELLED ->
                    conflict(
                            run,
                            "gate run " + run.id() + " is " + run.state().word()
                                    + run.reason().map(why -> ": " + why).orElse(""),
                            "list the gates that wait now: gate list BRANCH");
            };
        }

        private GateReply waiting(Candidate candidate, GateRun run) {
            AnswerDecision before = asking.ruling(tx, candidate, run);
            if (run.kind() == GateKind.EXTERNAL && before instanceof AnswerDecision.Failed late) {
                asking.settle(tx, candidate, run, late);
                return conflict(tx.gateRuns().lock(run.id()), "too late: " + late.why(), again(run));
            }
            if (sameAsBefore(candidate, run)) {
                return known(run, "you already gave this answer; gate " + run.name() + " " + before.why());
            }
            write(candidate, run);
            AnswerDecision ruling = asking.ruling(tx, candidate, run);
            asking.settle(tx, candidate, run, ruling);
            return taken(
                    run,
                    switch (ruling) {
                        case AnswerDecision.Passed passed -> "gate " + run.name() + " passed: " + passed.why();
                        case AnswerDecision.Failed failed -> "gate " + run.name() + " failed: " + failed.why();
                        case AnswerDecision.Waiting left -> "gate " + run.name() + " " + left.why();
                    });
        }

        /** The same again is no news; another answer of another system comes too late, and people may change their mind. */
        private GateReply over(Candidate candidate, GateRun run) {
            boolean passed = run.state() == GateRunState.PASSED;
            String found = "gate " + run.name() + " " + run.state().word()
                    + run.reason().map(why -> ": " + why).orElse("");
            if (run.kind() == GateKind.EXTERNAL) {
                return passed == yes && !asking.answers(tx, candidate, run).isEmpty()
                        ? known(run, "the gate already has this answer; " + found)
                        : conflict(run, "the gate already has another answer; " + found, again(run));
            }
            if (passed && yes) {
                return known(run, found);
            }
            if (sameAsBefore(candidate, run)) {
                return known(run, "you already gave this answer; " + found);
            }
            if (!mayBeAskedAgain(candidate, run)) {
                return conflict(run, found, "list the current gates: gate list BRANCH");
            }
            write(candidate, run);
            if (asking.ruling(tx, candidate, run) instanceof AnswerDecision.Failed failed && !passed) {
                return taken(run, "gate " + run.name() + " stays failed: " + failed.why());
            }
            askAgain(candidate, run);
            return taken(run, "answer recorded; gate " + run.name() + " is waiting again");
        }

        private boolean mayBeAskedAgain(Candidate candidate, GateRun run) {
            Branch branch = tx.branches().get(candidate.branch()).orElseThrow();
            List<GateRun> latest = tx.gateRuns().latest(candidate.id());
            return !branch.state().ended()
                    && (candidate.state() == CandidateState.OPEN
                            || (candidate.state() == CandidateState.FAILED
                                    && latest.stream()
                                            .allMatch(one -> one.state().over())))
                    && tx.candidates()
                            .newest(branch.id())
                            .filter(newest -> newest.id().equals(candidate.id()))
                            .isPresent()
                    && latest.stream().anyMatch(one -> one.id().equals(run.id()));
        }

        private void askAgain(Candidate candidate, GateRun run) {
            List<GateRun> latest = tx.gateRuns().latest(candidate.id());
            Set<String> chosen = RunAgain.chosen(latest, Optional.of(run.name()));
            tx.candidates().reopen(candidate.id());
            latest.stream()
                    .filter(one -> chosen.contains(one.name()) && one.state().over())
                    .sorted(Comparator.comparingLong(one -> one.id().value()))
                    .forEach(one -> tx.gateRuns().queue(candidate.id(), one.planned()));
            tx.branches().stopWaiting(candidate.branch());
        }

        private boolean sameAsBefore(Candidate candidate, GateRun run) {
            return asking.answers(tx, candidate, run).stream()
                    .anyMatch(answer -> answer.account().equals(voter.account())
                            && answer.yes() == yes
                            && answer.comment().equals(comment)
                            && answer.url().equals(url));
        }

        private void write(Candidate candidate, GateRun run) {
            tx.gateAnswers()
                    .add(
                            run.id(),
                            candidate.repo(),
                            run.name(),
                            asking.keys(candidate, run),
                            voter.account(),
                            yes,
                            comment,
                            url);
            Optional<String> told =
                    comment.isEmpty() ? Optional.empty() : Optional.of(Text.shortened(Text.printable(comment), TOLD));
            tx.events()
                    .append(
                            candidate.repo(),
                            candidate.branch(),
                            new GateFact.Answered(run.name(), run.id(), voter.name(), answer(run), told, url));
        }

        private GateFact.Answer answer(GateRun run) {
            return run.kind() == GateKind.EXTERNAL
                    ? (yes ? GateFact.Answer.PASS : GateFact.Answer.FAIL)
                    : yes ? GateFact.Answer.YES : GateFact.Answer.NO;
        }

        private static String again(GateRun run) {
            return "ask again with `gate run BRANCH " + run.name() + "`";
        }

        private GateReply taken(GateRun run, String said) {
            return reply(GateReply.Kind.TAKEN, said, "", tx.gateRuns().lock(run.id()));
        }

        private static GateReply known(GateRun run, String said) {
            return reply(GateReply.Kind.KNOWN, said, "", run);
        }

        private static GateReply conflict(GateRun run, String said, String wayOut) {
            return reply(GateReply.Kind.CONFLICT, said, wayOut, run);
        }
    }
}
