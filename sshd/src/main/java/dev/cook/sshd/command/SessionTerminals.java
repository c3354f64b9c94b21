package dev.cook.sshd.command;

import dev.cook.agents.bridge.Terminal;
import dev.cook.agents.bridge.TerminalRefused;
import dev.cook.domain.SessionId;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Wakeups;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The terminals of a session's turns, one after another, as one viewer sees them. */
final class SessionTerminals {
    /** How often rows are looked at for commits of other servers while nothing runs. */
    private static final Duration GLANCE = Duration.ofSeconds(5);

    /** How often, and after which time, the terminal of a turn is asked for that has just begun. */
    private static final int TRIES = 20;

    private static final Duration AGAIN = Duration.ofMillis(500);

    /** What Ctrl-C sends on a terminal. */
    private static final int INTERRUPT = 3;

    private final Attach attach;
    private final Store store;
    private final CommandIo io;

    /** Whether the viewer saw a turn already, or waited for one. */
    private boolean waited;

    SessionTerminals(Attach attach, Store store, CommandIo io) {
        this.attach = attach;
        this.store = store;
        this.io = io;
    }

    /** Until the session ends or the viewer leaves. */
    ExitCode follow(SessionId session) throws InterruptedException {
        Keyboard keyboard = new Keyboard(io.in());
        Optional<Attach.Target> before = Optional.empty();
        int tries = TRIES;
        try (Wakeups.Watch watch = store.wakeups().watch(Topic.SESSIONS, Topic.JOBS, Topic.PEOPLE)) {
            while (true) {
                Optional<Attach.Target> next = next(watch, keyboard, session, before);
                if (next.isEmpty()) {
                    return ExitCode.OK;
                }
                Attach.Target place = next.get();
                Terminal.End end;
                try (InputStream keys = keyboard.reader()) {
                    end = attach.shown(place, keys);
                } catch (TerminalRefused e) {
                    // Its row may say that it runs before it has a window.
                    if (tries == 0 || !waited) {
                        throw Attach.refusal(e);
                    }
                    tries--;
                    watch.await(watch.generation(), AGAIN);
                    continue;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                tries = TRIES;
                waited = true;
                if (end != Terminal.End.OVER || attach.runs(place)) {
                    return attach.told(end, place);
                }
                before = next;
            }
        }
    }

    /** The turn to show; empty once the viewer leaves or the session has ended. */
    private Optional<Attach.Target> next(
            Wakeups.Watch watch, Keyboard keyboard, SessionId session, Optional<Attach.Target> before)
            throws InterruptedException {
        AtomicBoolean left = new AtomicBoolean();
        boolean told = false;
        long generation = watch.generation();
        try (InputStream keys = keyboard.reader()) {
            while (!left.get() && !io.closed()) {
                Turn turn = store.read(tx -> attach.turn(tx, session, before));
                if (turn.running().isPresent()) {
                    return turn.running();
                }
                if (turn.over()) {
                    attach.note("session " + session + " has ended; `session log " + session + "` shows what it did");
                    return Optional.empty();
                }
                waited = true;
                if (!told) {
                    told = true;
                    attach.note("session " + session
                            + " is between turns; waiting for the next one. Press Ctrl-C to leave");
                    io.flush();
                    Thread.ofVirtual().name("attach-interrupt").start(() -> {
                        if (interrupted(keys)) {
                            left.set(true);
                            store.wakeups().fireAll();
                        }
                    });
                }
                generation = watch.await(generation, GLANCE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.empty();
    }

    /** Waits until the viewer presses Ctrl-C, or is gone; false once somebody else reads the keys. */
    private static boolean interrupted(InputStream keys) {
        try {
            int key = keys.read();
            while (key >= 0 && key != INTERRUPT) {
                key = keys.read();
            }
            return key == INTERRUPT;
        } catch (IOException _) {
            return true;
        }
    }

    /** What there is to show of a session, and whether it is over. */
    record Turn(Optional<Attach.Target> running, boolean over) {}
}
