package dev.cook.agents.session;

import dev.cook.agents.backend.Backends;
import dev.cook.agents.output.SessionSettings;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.PersistentState;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Tx;
import java.util.Optional;

/** How a session goes on in a new environment after it ended in another. Everything is asked under its branch's lock. */
public final class SessionRecovery {
    /** Losses in a row after which a person has to look: something takes its environments away. */
    static final int MOST_LOSSES = 3;

    private final SessionSettings settings;
    private final Backends backends;

    public SessionRecovery(SessionSettings settings, Backends backends) {
        this.settings = settings;
        this.backends = backends;
    }

    /**
     * What a session was when its environment went.
     *
     * @param wasReady whether the environment had dialled home once: one that cannot be made will not be made next time
     * @param agentResumes whether its agent can take its conversation up again
     * @param losses how often in a row it lost its environment, this time included
     */
    public record Loss(SessionState how, boolean wasReady, boolean agentResumes, int losses) {}

    /** Whether a person has nothing to do with it. Pure. */
    public static boolean needsNobody(Loss loss) {
        return loss.how() == SessionState.LOST
                && loss.wasReady()
                && loss.agentResumes()
                && loss.losses() <= MOST_LOSSES;
    }

    /** An agent whose later attempts are started like the first has nothing to take up. */
    public boolean agentResumes(Session session) {
        return settings.agent(session.agent())
                .filter(agent -> !agent.resume().equals(agent.command()))
                .isPresent();
    }

    /** Why a session cannot go on; empty: it can. */
    public Optional<String> obstacle(Tx tx, Branch branch, Session session) {
        if (!session.state().ended()) {
            return Optional.of("session " + session.id() + " is already running");
        }
        if (branch.state().ended()) {
            return Optional.of(branch.name() + " has " + branch.state().word() + ", so there is nothing to continue");
        }
        Optional<Session> other = tx.sessions().alive(branch.id());
        if (other.isPresent()) {
            return Optional.of("session " + other.get().id() + " is already working on " + branch.name());
        }
        if (settings.agent(session.agent()).isEmpty()) {
            return Optional.of("its agent " + session.agent() + " is no longer configured");
        }
        Environment before = environment(tx, session);
        if (!before.state().over()) {
            return Optional.of("its environment is still being removed; try again in a moment");
        }
        return hasPlace(tx, session)
                ? Optional.empty()
                : Optional.of("its environment " + before.name() + " is no longer configured");
    }

    /** Whether there can be another environment like its own. */
    public boolean hasPlace(Tx tx, Session session) {
        return backends.of(environment(tx, session).name()).isPresent();
    }

    /** The last session of a branch, if it left or lost its environment with nothing to do and can go on now. */
    Optional<Session> asleep(Tx tx, Branch branch) {
        return tx.sessions().of(branch.id()).stream()
                .reduce((earlier, later) -> later)
                .filter(last -> (last.state() == SessionState.STOPPED
                                || needsNobody(new Loss(last.state(), true, agentResumes(last), last.losses())))
                        && obstacle(tx, branch, last).isEmpty());
    }

    /** Asks for a new environment like the one before, in which a turn of the session can be queued. */
    EnvironmentId moveToNew(Tx tx, Branch branch, Session session, String by, String why) {
        Environment before = environment(tx, session);
        // Where its persistent environment was destroyed, it goes on in one like that.
        EnvironmentId next = before.persistent()
                .flatMap(tx.persistentEnvironments()::get)
                .filter(kept -> kept.state() != PersistentState.DESTROYED)
                .map(kept -> tx.environments().wantForSession(branch, kept))
                .orElseGet(() -> tx.environments().wantForSession(branch, before.name()));
        before.definition().ifPresent(definition -> tx.environments().define(next, definition));
        tx.environmentRepos().copy(before.id(), next);
        if (!tx.sessions().resume(session.id(), next)) {
            throw new IllegalStateException("session " + session.id() + " has not ended");
        }
        tx.events().append(branch.repo(), branch.id(), new SessionFact.Resumed(session.id(), by, why));
        return next;
    }

    /** What an agent is told when nobody has other words for it. */
    public static String whatHappened(Tx tx, Session session, SessionState how, String why) {
        Optional<String> brokenOff = tx.jobs().turns(session.id()).stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.turn() > 1 && last.state() != JobState.ENDED)
                .flatMap(Job::prompt);
        return AgentPrompts.whatHappened(how.word(), why, brokenOff);
    }

    /** Moves to a new environment and works on there at once. */
    public void resume(Tx tx, Branch branch, Session session, String by, String why, String prompt) {
        EnvironmentId next = moveToNew(tx, branch, session, by, why);
        tx.jobs().queueTurn(session.id(), next, prompt, settings.turnSeconds(session.agent()));
        if (branch.state() != BranchState.ACTIVE || branch.waitsFor().isPresent()) {
            tx.branches().markActive(branch.id());
        }
    }

    private static Environment environment(Tx tx, Session session) {
        return tx.environments()
                .get(session.environment())
                .orElseThrow(() -> new IllegalStateException(session + " works nowhere"));
    }
}
