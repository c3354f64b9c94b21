package dev.cook.agents.session;

import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Outcome;
import dev.cook.domain.Text;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.Optional;

/** What agents say that review for gates. Whoever asks has the key of an environment, and speaks for that one's run alone. */
public final class Verdicts {
    private final Store store;
    private final Redaction redaction;

    public Verdicts(Store store, Redaction redaction) {
        this.store = store;
        this.redaction = redaction;
    }

    /**
     * Notes what the agent in an environment found; gates look at the last of it when its run has ended.
     *
     * @param said as the agent said it: secrets and what would deceive a terminal are redacted here
     * @param place checked already
     */
    public Outcome say(EnvironmentId id, boolean passes, String said, Optional<GateVerdict.FileLine> place) {
        String comment = Text.printableLines(redaction.text(said)).strip();
        boolean cut = comment.length() > GateVerdict.LONGEST_COMMENT;
        if (comment.isEmpty() && !passes) {
            return Outcome.refused(
                    "a failing verdict needs a comment that says what to fix: `cook verdict fail \"COMMENT\"`");
        }
        GateVerdict verdict = new GateVerdict(
                passes,
                Text.shortened(comment, GateVerdict.LONGEST_COMMENT),
                place.map(
                        where -> new GateVerdict.FileLine(Text.printable(redaction.text(where.file())), where.line())));
        return store.write(tx -> {
            Optional<GateRun> run =
                    tx.gateRuns().byEnvironment(id).map(found -> tx.gateRuns().lock(found.id()));
            if (run.filter(found -> found.kind() == GateKind.AGENT_REVIEW).isEmpty()) {
                return new Outcome(false, "verdicts are accepted only from an agent in a gate of kind agent_review");
            }
            if (!isOpen(tx, run.get())) {
                return Outcome.refused("the gate run is over; its last verdict counts");
            }
            tx.gateVerdicts().say(run.get().id(), verdict);
            return new Outcome(
                    true,
                    "recorded: " + verdict.word() + (cut ? " (the comment was too long and was shortened)" : "")
                            + "; the last verdict counts");
        });
    }

    private static boolean isOpen(Tx tx, GateRun run) {
        return run.state() == GateRunState.RUNNING
                && tx.jobs()
                        .ofGateRun(run.id())
                        .filter(job -> !job.state().over())
                        .isPresent();
    }
}
