package dev.cook.agents.bridge;

import dev.cook.agents.output.TerminalSize;
import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The terminals that viewers have in environments at this moment. A viewer asks; the environment is told over its
 * bridge and answers with a connection of its own, once, within a time limit; then the two are joined.
 */
public final class Terminals implements AutoCloseable {
    /** Viewers of one environment: each costs it five small processes, and tmux draws for each. */
    static final int MOST_IN_ENVIRONMENT = 16;

    /** Viewers in all: each holds two connections and some tens of kilobytes here. */
    static final int MOST = 200;

    /** An environment dials in well under a second; on a machine at its limits it takes some. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private final Bridges bridges;
    private final Redaction redaction;
    private final Duration answerLimit;
    private final SecureRandom numbers = new SecureRandom();
    private final Map<Long, Terminal> open = new HashMap<>();
    private boolean closed;

    public Terminals(Bridges bridges, Redaction redaction) {
        this(bridges, redaction, ANSWER_LIMIT);
    }

    Terminals(Bridges bridges, Redaction redaction, Duration answerLimit) {
        this.bridges = bridges;
        this.redaction = redaction;
        this.answerLimit = answerLimit;
    }

    /**
     * Asks an environment for a terminal; {@link Terminal#serve} waits for the answer.
     *
     * @throws TerminalRefused if there are too many, or the environment is not connected
     */
    public Terminal open(EnvironmentId environment, TerminalWish request) throws InterruptedException {
        Bridge bridge = bridges.await(environment, answerLimit)
                .orElseThrow(() -> new TerminalRefused(
                        "the environment is not connected", "it reconnects automatically; try again in a moment"));
        Terminal terminal;
        synchronized (this) {
            requireRoom(environment);
            // Not to be guessed, and never one that an earlier server gave: its environment may still be about to
            // answer.
            terminal = new Terminal(
                    this,
                    environment,
                    bridge,
                    numbers.nextLong(1, Long.MAX_VALUE),
                    answerLimit,
                    drawing(request),
                    filter(request));
            open.put(terminal.number(), terminal);
        }
        try {
            bridge.openTerminal(terminal.number(), request);
            return terminal;
        } catch (BridgeClosed e) {
            terminal.close();
            throw new TerminalRefused(
                    "the environment does not answer", "it reconnects automatically; try again in a moment");
        }
    }

    /** The size of the window that a job draws on; empty where its environment is not connected or has no such window. */
    public Optional<TerminalSize> window(EnvironmentId environment, JobId job) {
        try {
            return bridges.of(environment).map(bridge -> bridge.size(job));
        } catch (BridgeClosed e) {
            return Optional.empty();
        }
    }

    /** Whoever has tmux's control protocol has a program that reads it, and no screen. */
    private static Optional<ScreenFilter> drawing(TerminalWish request) {
        return request.mode() == TerminalMode.CONTROL ? Optional.empty() : Optional.of(new ScreenFilter());
    }

    /**
     * Readers are shown no secret that tmux draws in one go. Whoever writes could read them in the environment anyway, and
     * must see each key at once, also one that might be a secret's first.
     */
    private Optional<Redaction.Stream> filter(TerminalWish request) {
        return request.mode() == TerminalMode.READ && !redaction.isEmpty()
                ? Optional.of(redaction.stream())
                : Optional.empty();
    }

    private void requireRoom(EnvironmentId environment) {
        if (closed) {
            throw new TerminalRefused("the server is shutting down", "attach again when the server is back");
        }
        if (open.size() >= MOST) {
            throw new TerminalRefused(
                    "this server has " + MOST + " viewers already, its limit",
                    "wait until one leaves, or use `session log --follow`");
        }
        long here = open.values().stream()
                .filter(terminal -> terminal.environment().equals(environment))
                .count();
        if (here >= MOST_IN_ENVIRONMENT) {
            throw new TerminalRefused(
                    "the environment has " + MOST_IN_ENVIRONMENT + " viewers already, its limit",
                    "wait until one leaves, or use `session log --follow`");
        }
    }

    /**
     * An environment answers with a connection; returns when the terminal is over.
     *
     * @param gone whether the connection broke, as opposed to having said good-bye
     * @return false if that environment was not asked for this terminal, or answered before, or too late
     */
    public boolean answer(
            EnvironmentId environment, long number, InputStream in, OutputStream out, BooleanSupplier gone)
            throws InterruptedException {
        Optional<Terminal> asked;
        synchronized (this) {
            asked = Optional.ofNullable(open.get(number))
                    .filter(terminal -> terminal.environment().equals(environment));
        }
        Terminal.Far far = new Terminal.Far(in, out, gone);
        if (asked.isEmpty() || !asked.get().answer(far)) {
            return false;
        }
        asked.get().awaitEnd();
        return true;
    }

    /** Viewers at present. */
    public synchronized int viewers() {
        return open.size();
    }

    /** Whether somebody looks at an environment, or types into it. */
    public synchronized boolean isWatched(EnvironmentId environment) {
        return open.values().stream()
                .anyMatch(terminal -> terminal.environment().equals(environment));
    }

    synchronized void remove(Terminal terminal) {
        open.remove(terminal.number());
    }

    /** The server stops: viewers are told, while their connections still stand. */
    @Override
    public void close() {
        List<Terminal> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open.values());
        }
        all.forEach(terminal -> terminal.end(Terminal.End.STOPPED));
    }
}
