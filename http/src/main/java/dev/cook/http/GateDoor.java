package dev.cook.http;

import dev.cook.domain.Caller;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateReply;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Voter;
import dev.cook.hooks.Access;
import dev.cook.store.Tx;
import java.util.Optional;

/** Takes answers to gates that ask people or other systems. */
public interface GateDoor {
    /** Where no gate asks anybody. */
    GateDoor NONE = (_, run, _, _, _, _) -> missing(run);

    /**
     * Takes an answer.
     *
     * @param asked the kind of gate that is meant
     * @param yes yes or pass
     */
    GateReply answer(GateKind asked, GateRunId run, Voter voter, boolean yes, String comment, Optional<String> url);

    /** Who a caller is to a run's gate; empty: for them there is no such run. */
    static Optional<Voter> voter(Tx tx, Caller.AccountCaller caller, GateRunId run) {
        return tx.gateRuns()
                .get(run)
                .flatMap(found -> tx.candidates().get(found.candidate()))
                .map(Candidate::repo)
                .flatMap(repo -> Access.role(tx, caller, repo))
                .map(role -> new Voter(caller.account(), caller.name(), role));
    }

    /** The same as for a run that they may not see. */
    static GateReply missing(GateRunId run) {
        return new GateReply(
                GateReply.Kind.MISSING,
                "no gate run " + run + ", or you may not see it",
                "`gate list BRANCH` shows those of a branch",
                run,
                "",
                "");
    }

    static int status(GateReply.Kind kind) {
        return switch (kind) {
            case TAKEN, KNOWN -> 200;
            case FORBIDDEN -> 403;
            case CONFLICT -> 409;
            case MISTAKEN -> 400;
            case MISSING -> 404;
        };
    }
}
