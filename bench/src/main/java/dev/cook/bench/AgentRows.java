package dev.cook.bench;

import dev.cook.bench.GitUser.Way;
import dev.cook.bench.Row.Target;
import dev.cook.domain.SessionId;
import dev.cook.domain.event.EventText;
import dev.cook.domain.event.SessionFact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The rows about agents: how soon they start, what many of them cost, and how soon a key is seen. */
final class AgentRows {
    private static final int KEYS = 100;
    private static final int MANY = 50;

    /** How long many sessions are looked at. */
    private static final Duration LOOK = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Sessions that live through restarts: as many as a team of twenty has in a busy hour, ten each. */
    private static final int LIVE = 200;

    private static final int RESTARTS = 3;

    /** How long so many environments may take to be made. */
    private static final Duration LAUNCHES = Duration.ofMinutes(15);

    /** How long the server is away: environments have come to their longest wait between two attempts by then. */
    private static final Duration AWAY = Duration.ofSeconds(15);

    /** Writes 100 MB in lines of 100 characters. */
    static final String FLOOD = "yes $(printf %099d 0) | head -c 100000000";

    private final CookServing cook;
    private final OpenSsh peer;
    private final GitUser user;
    private final Supplier<String> commits;
    private final Race race;

    /** Started so far: their numbers are counted by the server from 1. */
    private int sessions;

    /** @param commits the next commit to push */
    AgentRows(CookServing cook, OpenSsh peer, GitUser user, Supplier<String> commits, Race race) {
        this.cook = cook;
        this.peer = peer;
        this.user = user;
        this.commits = commits;
        this.race = race;
    }

    void addTo(Map<String, Supplier<List<Row>>> groups) {
        groups.put("attach", this::attach);
        groups.put("browser", this::browser);
        groups.put("first-byte", this::firstByte);
        groups.put("sessions", this::many);
        groups.put("restart", this::restart);
        groups.put("log", this::log);
    }

    /**
     * From the first byte until the server has all of it, with the agent's terminal, recording and the end that is kept; the
     * peer sends the same bytes to a client that writes them to a file.
     */
    private List<Row> log() {
        List<List<Double>> results = race.run(
                turn -> {
                    untilSignal(() -> begin("flood-" + turn, "flood"));
                    long began = System.nanoTime();
                    awaitEvent(new SessionFact.TurnEnded(new SessionId(sessions), 1, 0, Optional.empty()));
                    double seconds = (System.nanoTime() - began) / 1e9;
                    cook.kill(sessions);
                    return seconds;
                },
                turn -> user.command(peer.port(), FLOOD));
        return List.of(new Row(
                "log",
                "100 MB written by an agent, until the end of its turn",
                "s",
                results.getFirst(),
                "the same through OpenSSH",
                results.getLast(),
                Optional.empty()));
    }

    private int begin(String branch, String agent) {
        user.start(cook.ssh(Rows.LARGE), commits.get(), branch, agent);
        sessions++;
        return sessions;
    }

    /** A turn is started, and so can be attached to, a moment after the push. */
    private void awaitWork(int session, String agent) {
        awaitEvent(new SessionFact.Started(new SessionId(session), agent, 1));
    }

    private void awaitEvent(SessionFact fact) {
        cook.awaitAnswer(EventText.line(fact), "event", "tail", "--repo", Rows.LARGE, "--limit", "1000");
    }

    private List<Row> attach() {
        int session = begin("typed", "echo");
        awaitWork(session, "echo");
        try (Typist ours = new Typist(cook.programs(), cook.attached(Rows.LARGE, "typed"));
                Typist theirs = new Typist(cook.programs(), peer.tmux())) {
            return keys("attach", "attach --write", ours, theirs, 1.2);
        } finally {
            peer.closeTmux();
            cook.kill(session);
        }
    }

    private List<Row> browser() {
        int session = begin("browsed", "echo");
        awaitWork(session, "echo");
        try (Typist ours = BrowserTerminal.typist(
                        cook.terminal(Rows.LARGE, "browsed", user.authorization()), user.authorization());
                Typist theirs = new Typist(cook.programs(), peer.tmux())) {
            return keys("browser", "a browser's WebSocket", ours, theirs, 1.5);
        } finally {
            peer.closeTmux();
            cook.kill(session);
        }
    }

    private List<Row> keys(String group, String way, Typist ours, Typist theirs, double limit) {
        List<List<Double>> results = race.run(turn -> ours.median(KEYS), turn -> theirs.median(KEYS));
        return List.of(new Row(
                group,
                "keystroke to echo, " + way + ", medians of " + KEYS + " keys",
                "ms",
                results.getFirst(),
                "tmux over OpenSSH",
                results.getLast(),
                Target.atMost(limit)));
    }

    /** Both sides: a push over SSH, a sandbox of bubblewrap, a clone that shares the objects, a program in it. */
    private List<Row> firstByte() {
        peer.startSandboxes(Rows.LARGE);
        try {
            return firstByteOfBoth();
        } finally {
            peer.stopSandboxes(Rows.LARGE);
        }
    }

    private List<Row> firstByteOfBoth() {
        List<List<Double>> results = race.run(
                turn -> {
                    double seconds = untilSignal(
                            () -> user.start(cook.ssh(Rows.LARGE), commits.get(), "first-" + turn, "first", "env=box"));
                    sessions++;
                    cook.kill(sessions);
                    return seconds;
                },
                turn -> untilSignal(() -> user.push(Way.SSH, peer.ssh(Rows.LARGE), commits.get(), "first-" + turn)));
        return List.of(new Row(
                "first-byte",
                "push to the first byte of the agent",
                "s",
                results.getFirst(),
                "a post-receive hook",
                results.getLast(),
                Target.atMost(1.5)));
    }

    private double untilSignal(Runnable push) {
        Path pipe = cook.signal();
        CompletableFuture<Long> heard = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                int first = in.read();
                heard.complete(first < 0 ? 0 : System.nanoTime());
            } catch (IOException e) {
                heard.completeExceptionally(e);
            }
        });
        long began = System.nanoTime();
        push.run();
        try {
            return (heard.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) - began) / 1e9;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailure("an agent did not start: " + e);
        }
    }

    /** Each writes a line a second, and has a work tree and a terminal of its own. */
    private List<Row> many() {
        CookServing.Memory before = cook.memory();
        int first = sessions + 1;
        for (int i = 0; i < MANY; i++) {
            begin("many-" + i, "ticker");
        }
        for (int session = first; session <= sessions; session++) {
            awaitWork(session, "ticker");
        }
        CookServing.Memory now = cook.memory();
        double used = cook.cpu();
        long began = System.nanoTime();
        pause(LOOK);
        double share = (cook.cpu() - used) / ((System.nanoTime() - began) / 1e9);
        for (int session = first; session <= sessions; session++) {
            cook.kill(session);
        }
        return List.of(
                own(
                        "server's memory for each of " + MANY + " sessions at once, JVM + PostgreSQL",
                        "MB",
                        (now.jvm() + now.database() - before.jvm() - before.database()) / MANY),
                own("server's processor time for each of " + MANY + " sessions at once, a second", "ms", share / MANY));
    }

    /** From the start of the server until all environments are connected again and a person's command was answered. */
    private List<Row> restart() {
        int first = sessions + 1;
        for (int i = 0; i < LIVE; i++) {
            begin("live-" + i, "echo");
        }
        cook.awaitConnected(LIVE, LAUNCHES);
        List<Double> bridges = new ArrayList<>();
        List<Double> people = new ArrayList<>();
        for (int i = 0; i < RESTARTS; i++) {
            cook.close();
            pause(AWAY);
            long began = System.nanoTime();
            cook.start();
            cook.command("whoami");
            people.add((System.nanoTime() - began) / 1e9);
            cook.awaitConnected(LIVE, PATIENCE);
            bridges.add((System.nanoTime() - began) / 1e9);
        }
        for (int session = first; session <= sessions; session++) {
            cook.kill(session);
        }
        return List.of(
                restarted("all their environments are connected", bridges),
                restarted("a person's first command is answered", people));
    }

    private static Row restarted(String what, List<Double> seconds) {
        return new Row(
                "restart",
                "start with " + LIVE + " live sessions, until " + what,
                "s",
                seconds,
                "",
                List.of(),
                Target.atMost(10));
    }

    private static void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static Row own(String name, String unit, double value) {
        return new Row("sessions", name, unit, List.of(value), "", List.of(), Optional.empty());
    }
}
