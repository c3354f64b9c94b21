package dev.cook.agents.session;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.Landing;
import dev.cook.domain.Outcome;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import dev.cook.domain.Text;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What people do with sessions beside talking to their agents. */
public final class SessionActions {
    /** Bytes: as much as a push option may hold. */
    public static final int LONGEST_PROMPT = 64 * 1024;

    private final Store store;
    private final SessionRecovery resuming;

    public SessionActions(Store store, SessionRecovery resuming) {
        this.store = store;
        this.resuming = resuming;
    }

    /** Whether an agent may be told that; it is what a push option could hold. */
    public static boolean isPrompt(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PROMPT && text.equals(Text.printableLines(text));
    }

    /** A person ends a session; its environment goes next. */
    public Outcome kill(SessionId id, String by) {
        return store.write(tx -> {
            Session session = session(tx.sessions().get(id));
            Branch branch = tx.branches().lock(session.branch());
            if (!tx.sessions().end(id, SessionState.KILLED, "by " + by)) {
                return Outcome.refused("session " + id + " has already ended");
            }
            tx.events()
                    .append(
                            branch.repo(),
                            branch.id(),
                            new SessionFact.Ended(id, SessionState.KILLED, "by " + by, Optional.of(by)));
            if (branch.state() == BranchState.ACTIVE) {
                TurnController.waitFor(
                        tx,
                        branch,
                        "session " + id + " was killed by " + by + ": push to " + branch.name()
                                + ", or `branch land` or" + " `branch abandon` it");
            }
            return Outcome.agreed("killed session " + id + "; its pushed work is on " + branch.name());
        });
    }

    /**
     * A person lets a session go on that ended, in a new environment.
     *
     * @param prompt what the agent is told; empty: what happened
     * @param mayLand whether the person may let the branch land: else somebody has to say so again
     */
    public Outcome resume(SessionId id, String by, Optional<String> prompt, boolean mayLand) {
        return store.write(tx -> {
            Session session = session(tx.sessions().get(id));
            Branch branch = tx.branches().lock(session.branch());
            Optional<String> obstacle =
                    resuming.obstacle(tx, branch, session(tx.sessions().get(id)));
            if (obstacle.isPresent()) {
                return Outcome.refused(obstacle.get());
            }
            if (!mayLand) {
                tx.branches().setLanding(branch.id(), Landing.ASK);
            }
            if (prompt.isPresent()) {
                HandsOn.take(tx, branch.id(), by);
            }
            String why = session.reason().orElse("unknown");
            String told = prompt.orElseGet(() -> SessionRecovery.whatHappened(tx, session, session.state(), why));
            resuming.resume(tx, branch, session, by, prompt.isPresent() ? "with other words" : why, told);
            return Outcome.agreed("session " + id + " continues in a new environment");
        });
    }

    private static Session session(Optional<Session> found) {
        return found.orElseThrow(() -> new IllegalStateException("no such session"));
    }
}
