package dev.cook.agents.bridge;

import dev.cook.agents.output.TerminalSize;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.JobId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected environment: starts, lists and ends the jobs in its tmux server, and hears what they write.
 *
 * <p>{@link #run} reads until the connection ends; the other methods may be called from any thread meanwhile, wait for
 * tmux's answer, and throw {@link BridgeClosed} if it does not come.
 */
public final class Bridge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Bridge.class);

    /** tmux answers in milliseconds; after this the environment counts as unreachable and dials again. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    /** Commands that may wait for their answers at once. */
    private static final int MOST_WAITING = 64;
    /** Bytes that one send-keys carries: keeps lines short. */
    private static final int KEYS = 400;
    /** Longest text that can be typed into a job at once. */
    private static final int LONGEST_TEXT = 64 * 1024;

    private static final Pattern JOB_WINDOW = Pattern.compile("job-([1-9][0-9]{0,17})");

    private final EnvironmentId environment;
    private final TmuxControl control;
    private final InputStream in;
    private final OutputStream out;
    private final PaneJobs panes;
    private final BlockingQueue<CompletableFuture<TmuxEvent.Reply>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Object writing = new Object();
    private final Object starting = new Object();
    /** 0: none, 1: asked, 2: asked and to be asked again. Only the reading thread changes it. */
    private final AtomicInteger looksWanted = new AtomicInteger();

    private volatile boolean closed;

    /**
     * Takes a connection.
     *
     * @param own whom this environment may speak of
     * @param hearing what jobs write, of which this bridge tells as much as it hears from the beginning
     */
    Bridge(EnvironmentId environment, InputStream in, OutputStream out, OwnJobs own, JobOutputFeed hearing) {
        this.environment = environment;
        this.in = in;
        this.control = new TmuxControl(in);
        this.out = out;
        this.panes = new PaneJobs(
                named -> own.among(environment, named),
                (job, bytes) -> hearing.output(new EnvironmentJob(environment, job), bytes),
                job -> follow(job, hearing.behind(new EnvironmentJob(environment, job))));
    }

    public EnvironmentId environment() {
        return environment;
    }

    /**
     * Asks what is there already, before anything can be started that would look as if it had been.
     *
     * @throws BridgeClosed if the far end is gone already
     */
    void begin() {
        lookAtPanes();
    }

    /** Reads what the environment says until it, or {@link #close}, ends the connection. */
    public void run() {
        try {
            for (Optional<TmuxEvent> event = control.next(); event.isPresent() && !closed; event = control.next()) {
                switch (event.get()) {
                    case TmuxEvent.Output output -> panes.output(output);
                    case TmuxEvent.Reply reply when reply.ours() -> answer(reply);
                    case TmuxEvent.Reply _ -> {}
                    case TmuxEvent.WindowsChanged _ -> lookAtPanes();
                    case TmuxEvent.Exit exit -> {
                        log.debug("tmux of environment {} left: {}", environment, exit.reason());
                        return;
                    }
                }
            }
        } catch (IOException | BridgeClosed e) {
            log.debug("bridge of environment {} broke", environment, e);
        } finally {
            close();
        }
    }

    /** Starts a job in a window of its own, unless it has one. */
    public void startJob(JobId job) {
        synchronized (starting) {
            if (jobs().contains(job)) {
                return;
            }
            // tmux hands the text in single quotes to a shell as it is; the only thing in it that varies is a number.
            ask("new-window -d -n job-" + job + " 'exec \"$COOK_BIN/job\" " + job + "'");
        }
    }

    /** The jobs that have a window: those that run, and those that could not yet report. */
    public Set<JobId> jobs() {
        Set<JobId> jobs = new LinkedHashSet<>();
        for (String name : ask("list-windows -F '#{window_name}'")) {
            jobOf(name).ifPresent(jobs::add);
        }
        return jobs;
    }

    /** The size of what a job draws on. */
    TerminalSize size(JobId job) {
        String[] words = ask("display-message -p -t =cook:=job-" + job + " '#{window_width} #{window_height}'").stream()
                .filter(line -> line.matches("[0-9]{1,6} [0-9]{1,6}"))
                .findFirst()
                .orElseThrow(() -> new BridgeClosed("job " + job + " has no window"))
                .split(" ");
        return TerminalSize.claimed(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    }

    /** Ends what a job runs; the job itself then reports how it ended. Does nothing if it runs no more. */
    public void killJob(JobId job) {
        ask("run-shell -b '\"$COOK_BIN/kill-job\" " + job + "'");
    }

    /** Asks the environment to dial with a terminal for a viewer, who is known to it by a number only. */
    void openTerminal(long number, TerminalWish request) {
        String job = request.job().map(JobId::toString).orElse("-");
        // Each word is made of characters that mean nothing to tmux or a shell.
        ask("run-shell -b '\"$COOK_BIN/terminal\" " + number + " "
                + request.mode().word() + " " + job + " " + request.term()
                + " " + request.size().columns() + " " + request.size().rows() + " \"" + request.title()
                + "\" </dev/null >/dev/null 2>&1'");
    }

    /** Asks the environment what in it is not pushed; it answers over a connection of its own. */
    void askForUnpushed(long number) {
        ask("run-shell -b '\"$COOK_BIN/unpushed\" " + number + " </dev/null >/dev/null 2>&1'");
    }

    /** Asks for what a job wrote and writes; the environment tells it over a connection of its own. */
    private void follow(JobId job, JobOutputFeed.Wish request) {
        // Nobody waits for the answer: this is the thread that would have to read it.
        CompletableFuture<TmuxEvent.Reply> _ = send("run-shell -b '\"$COOK_BIN/follow\" " + job + " " + request.number()
                + " " + request.from() + " </dev/null >/dev/null 2>&1'");
    }

    /** Asks the environment to save what is not pushed; it answers over a connection of its own when that is done. */
    void askToSave(long number) {
        ask("run-shell -b '\"$COOK_BIN/save\" " + number + " </dev/null >/dev/null 2>&1'");
    }

    /** Tells a terminal that its viewer's has another size now. */
    void resizeTerminal(long number, TerminalSize size) {
        ask("run-shell -b '\"$COOK_BIN/terminal\" resize " + number + " " + size.columns() + " " + size.rows()
                + " </dev/null >/dev/null 2>&1'");
    }

    /**
     * Types a line into a job, as if somebody sat at its terminal, and presses Enter.
     * What is typed before the job's command reads its terminal can be lost, as on any terminal.
     *
     * @return whether the job has a window
     */
    public boolean say(JobId job, String text) {
        byte[] bytes = typeable(text).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            throw new IllegalArgumentException("a text of " + bytes.length
                    + " bytes is too long to be typed into a job;" + " at most " + LONGEST_TEXT + " are");
        }
        if (!jobs().contains(job)) {
            return false;
        }
        for (int from = 0; from <= bytes.length; from += KEYS) {
            int to = Math.min(bytes.length, from + KEYS);
            // As numbers, so that no character of it can mean anything to tmux.
            StringBuilder keys = new StringBuilder("send-keys -t =cook:=job-" + job + " -H");
            for (int i = from; i < to; i++) {
                keys.append(' ').append(Integer.toHexString(bytes[i] & 0xff));
            }
            if (to == bytes.length) {
                keys.append(" d");
            }
            ask(keys.toString());
        }
        return true;
    }

    /** Without control characters, which could interrupt or suspend what runs; line breaks and tabs stay. */
    private static String typeable(String text) {
        StringBuilder typed = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
                .forEach(typed::appendCodePoint);
        return typed.toString();
    }

    @Override
    public void close() {
        closed = true;
        // What waits below finds the bridge closed even if it came after this.
        for (CompletableFuture<TmuxEvent.Reply> left; (left = waiting.poll()) != null; ) {
            left.completeExceptionally(new BridgeClosed("environment " + environment + " went away"));
        }
        try (in;
                out) {
            log.debug("bridge of environment {} closed", environment);
        } catch (IOException e) {
            log.debug("bridge of environment {} did not close cleanly", environment, e);
        }
    }

    static Optional<JobId> jobOf(String window) {
        Matcher matcher = JOB_WINDOW.matcher(window);
        return matcher.matches() ? Optional.of(new JobId(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }

    /** Asks for the list of panes; while one answer is awaited, further wishes become one more question after it. */
    private void lookAtPanes() {
        if (!looksWanted.compareAndSet(0, 1)) {
            looksWanted.set(2);
            return;
        }
        CompletableFuture<Void> _ =
                send("list-panes -s -F '#{pane_id} #{window_name}'").thenAccept(this::lookedAtPanes);
    }

    private void lookedAtPanes(TmuxEvent.Reply reply) {
        if (reply.ok()) {
            try {
                panes.are(reply.lines());
            } catch (RuntimeException e) {
                // Whom it may speak of is not known now: it dials again, and is asked again.
                log.warn("what environment {} may speak of is not known", environment, e);
                close();
                return;
            }
        }
        if (looksWanted.getAndSet(0) == 2) {
            lookAtPanes();
        }
    }

    private void answer(TmuxEvent.Reply reply) {
        CompletableFuture<TmuxEvent.Reply> first = waiting.poll();
        if (first != null) {
            first.complete(reply);
        }
    }

    private List<String> ask(String command) {
        try {
            TmuxEvent.Reply reply = send(command).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!reply.ok()) {
                throw new BridgeClosed("tmux of environment " + environment + " refused: "
                        + String.join(
                                " ",
                                new ArrayList<>(reply.lines())
                                        .subList(0, Math.min(3, reply.lines().size()))));
            }
            return reply.lines();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BridgeClosed("interrupted", e);
        } catch (ExecutionException e) {
            throw new BridgeClosed("environment " + environment + " went away", e);
        } catch (TimeoutException e) {
            close();
            throw new BridgeClosed("environment " + environment + " did not answer", e);
        }
    }

    private CompletableFuture<TmuxEvent.Reply> send(String command) {
        CompletableFuture<TmuxEvent.Reply> reply = new CompletableFuture<>();
        synchronized (writing) {
            // Answers come in the order of the commands, so both queues must be filled together.
            if (closed || !waiting.offer(reply)) {
                throw new BridgeClosed("environment " + environment + (closed ? " went away" : " does not answer"));
            }
            try {
                out.write((command + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                throw new BridgeClosed("environment " + environment + " went away", e);
            }
        }
        if (closed) {
            reply.completeExceptionally(new BridgeClosed("environment " + environment + " went away"));
        }
        return reply;
    }
}
