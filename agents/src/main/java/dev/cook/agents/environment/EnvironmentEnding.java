package dev.cook.agents.environment;

import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.HomeStore;
import dev.cook.agents.bridge.Unpushed;
import dev.cook.agents.session.Autosaves;
import dev.cook.agents.session.SessionRecovery;
import dev.cook.agents.session.TurnController;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.Job;
import dev.cook.domain.PersistentId;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import dev.cook.domain.Text;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import dev.cook.store.WorkFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an environment: first its row and its key, so that whatever still runs can do nothing, then what runs. Until
 * that is certainly gone the row says that it is dying, and it is tried again.
 */
final class EnvironmentEnding {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentEnding.class);

    /** A machine that is started anew is back within a minute or two; one that is away for days is not bothered. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** More would not fit into a number, and are beyond the longest pause. */
    private static final int MOST_DOUBLINGS = 20;

    /** Characters of what a backend says, for one line of a table. */
    private static final int LONGEST_FAILURE = 300;

    private final Store store;
    private final EnvironmentSockets sockets;
    private final Unreported unreported;
    private final SessionRecovery resuming;
    private final Autosaves saves;
    private final SessionTokens sessionTokens;
    private final LastSeen attendance;
    private final Unpushed unpushed;
    private final Clock clock;
    private final Instant listening;

    /** @param listening since when this server takes reports */
    EnvironmentEnding(
            Store store,
            EnvironmentSockets sockets,
            Unreported unreported,
            SessionRecovery resuming,
            Autosaves saves,
            SessionTokens sessionTokens,
            LastSeen attendance,
            Unpushed unpushed,
            Clock clock,
            Instant listening) {
        this.store = store;
        this.sockets = sockets;
        this.unreported = unreported;
        this.resuming = resuming;
        this.saves = saves;
        this.sessionTokens = sessionTokens;
        this.attendance = attendance;
        this.unpushed = unpushed;
        this.clock = clock;
        this.listening = listening;
    }

    /** It is over: its open jobs are lost, and a session that is lost with it goes on elsewhere, or somebody is told. */
    void end(EnvironmentView view, Optional<Backend> backend, String why, SessionState how) {
        if (how == SessionState.STOPPED && !view.open().isEmpty() && !unpushed.save(view.id())) {
            LOG.info("environment {} does not say that it saved its work before it is stopped", view.id());
        }
        Optional<Autosaves.Saved> saved = view.session()
                .map(Session::id)
                .filter(_ -> how != SessionState.ENDED)
                .flatMap(saves::last);
        // The key first: whatever still runs can do nothing with it.
        boolean over = store.write(tx -> {
            Branch branch = tx.branches().lock(view.branch().id());
            if (how == SessionState.STOPPED && !leaves(tx, view.id())) {
                return false;
            }
            if (!tx.environments().markDying(view.id(), why)) {
                return true;
            }
            List<Job> open = tx.jobs().open(view.id());
            for (Job job : open) {
                unreported.end(tx, job, failure(job, how, why));
            }
            tx.sessions().byEnvironment(view.id()).ifPresent(session -> {
                if (tx.sessions().end(session.id(), how, why)) {
                    tell(tx, branch, session, how, why);
                    goOn(tx, branch, session, new Ended(view.environment().state(), how, why, !open.isEmpty(), saved));
                }
            });
            return true;
        });
        if (!over) {
            return;
        }
        view.session().map(Session::id).ifPresent(saves::tidy);
        attendance.forget(view.id());
        sessionTokens.forget(view.id());
        if (view.environment().launches() == 0) {
            destroyed(view, backend);
        } else {
            destroy(view, backend);
        }
    }

    /** Tries again what could not be destroyed, once it is due. */
    void retry(EnvironmentView view, Optional<Backend> backend) {
        boolean due = store.read(tx -> tx.environments().dying(view.id()))
                .filter(dying -> dying.triedAt()
                        .filter(at -> at.plus(pause(dying.tries())).isAfter(clock.instant()))
                        .isEmpty())
                .isPresent();
        if (due) {
            destroy(view, backend);
        }
    }

    /** How long after so many failures the next try waits. */
    static Duration pause(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private void destroy(EnvironmentView view, Optional<Backend> backend) {
        try {
            backend.orElseThrow(() -> new IllegalStateException(
                            "its environment " + view.environment().name()
                                    + " is no longer in the server's configuration, so Cook cannot find it"))
                    .kill(view.id());
        } catch (RuntimeException e) {
            LOG.warn("environment {} cannot be destroyed; it is tried again", view.id(), e);
            String why = Text.shortened(Text.printable(String.valueOf(e.getMessage())), LONGEST_FAILURE);
            store.change(tx -> tx.environments().markKillFailed(view.id(), why));
            return;
        }
        destroyed(view, backend);
    }

    private void destroyed(EnvironmentView view, Optional<Backend> backend) {
        sockets.remove(view.id());
        store.change(tx -> tx.environments().markDestroyed(view.id()));
        view.environment().persistent().ifPresent(kept -> backend.flatMap(Backend::keeping)
                .ifPresent(keeping -> measure(keeping, kept)));
    }

    /** What ran when its environment had used up what it may has failed, and is not only lost with it. */
    private Optional<String> failure(Job job, SessionState how, String why) {
        return how == SessionState.KILLED && job.startedAt().isPresent()
                ? Optional.of(why)
                : JobDeadline.passed(job, listening, clock.instant());
    }

    /** Asked again under the lock: it may have got something to do. */
    private boolean leaves(Tx tx, EnvironmentId id) {
        return EnvironmentView.read(tx, id)
                .flatMap(now -> PersistentTurn.leaving(now, attendance.last(id), tx.now()))
                .isPresent();
    }

    /** Looked at when a session leaves it: at any other time it changes under the eyes. */
    private void measure(HomeStore keeping, PersistentId kept) {
        try {
            long bytes = keeping.bytes(kept);
            store.change(tx -> tx.persistentEnvironments().markMeasured(kept, bytes));
        } catch (WorkFailed e) {
            LOG.warn("persistent environment {} is not measured", kept, e);
        }
    }

    private static void tell(Tx tx, Branch branch, Session session, SessionState how, String why) {
        tx.events().append(branch.repo(), branch.id(), new SessionFact.Ended(session.id(), how, why, Optional.empty()));
    }

    /**
     * How an environment ended.
     *
     * @param worked whether a turn was under way
     */
    private record Ended(
            EnvironmentState before, SessionState how, String why, boolean worked, Optional<Autosaves.Saved> saved) {}

    private void goOn(Tx tx, Branch branch, Session session, Ended ended) {
        if (ended.how() == SessionState.ENDED
                || branch.state().ended()
                || branch.waitsFor().isPresent()) {
            return;
        }
        if (ended.how() == SessionState.STOPPED) {
            if (ended.worked()) {
                String prompt = SessionRecovery.whatHappened(tx, session, ended.how(), ended.why());
                resuming.resume(tx, branch, session, "cook", ended.why(), prompt);
            }
            return;
        }
        int losses = ended.how() == SessionState.LOST ? tx.sessions().countLoss(session.id()) : 0;
        boolean needsNobody = SessionRecovery.needsNobody(new SessionRecovery.Loss(
                ended.how(),
                ended.before() == EnvironmentState.READY,
                resuming.agentResumes(session) && resuming.hasPlace(tx, session),
                losses));
        if (!needsNobody) {
            if (ended.how() == SessionState.KILLED && branch.state() != BranchState.ACTIVE) {
                // What it handed in is judged all the same.
                return;
            }
            TurnController.waitFor(tx, branch, wayOut(branch, session, ended, losses));
        } else if (ended.worked()) {
            String prompt = SessionRecovery.whatHappened(tx, session, ended.how(), ended.why());
            resuming.resume(tx, branch, session, "cook", ended.why(), prompt);
        }
        // Where no turn was under way there is nothing to go on with: whatever is sent back to the agent wakes it.
    }

    private static String wayOut(Branch branch, Session session, Ended ended, int losses) {
        String often = losses > 1 ? " " + losses + " times in a row" : "";
        String kept = ended.saved()
                .map(saved -> saved.way().orElseGet(saved::told) + ", and ")
                .orElse("Cook saved nothing beyond " + branch.name() + "; ");
        return "session " + session.id() + " was " + ended.how().word() + often + " (" + ended.why() + "), " + kept
                + "`session resume " + session.id() + "` goes on from there; or push to " + branch.name()
                + " with -o agent=… to start another, or `branch land` or `branch abandon` it";
    }
}
