package dev.cook.store.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that started the server and stays with it.
 *
 * <p>The kernel tells the server of the end of the <em>thread</em> that started it, not of the process. So that thread
 * is a platform thread of its own which lives until the server ends or the JVM does; meanwhile it bounds the log.
 */
final class Keeper {
    private static final Duration LOG_CHECK = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final ServerLog log;
    private final CompletableFuture<Process> process = new CompletableFuture<>();
    private volatile boolean serving;

    private Keeper(ServerLog log) {
        this.log = log;
    }

    static Keeper start(ProcessBuilder command, ServerLog log) {
        Keeper keeper = new Keeper(log);
        Thread.ofPlatform().daemon().name("postgres-keeper").start(() -> keeper.keep(command));
        try {
            keeper.process.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw Programs.cannotStart(cause);
            }
            throw e;
        }
        return keeper;
    }

    Process process() {
        return process.join();
    }

    /** Whether the server's end would be news: it is neither starting nor being stopped. */
    void serving(boolean serving) {
        this.serving = serving;
    }

    private void keep(ProcessBuilder command) {
        try {
            process.complete(command.start());
        } catch (IOException | RuntimeException | Error e) {
            process.completeExceptionally(e);
            return;
        }
        while (!ended()) {
            boundLog();
        }
        if (serving) {
            LOG.error(
                    "PostgreSQL {} ended by itself with status {}{}",
                    process().pid(),
                    process().exitValue(),
                    log.tail(0));
        }
    }

    private boolean ended() {
        try {
            return process().waitFor(LOG_CHECK);
        } catch (InterruptedException e) {
            // Leaving now would stop the server; nobody in Cook interrupts this thread.
            return false;
        }
    }

    private void boundLog() {
        try {
            log.beginAnewIfLong();
        } catch (RuntimeException e) {
            // A full disk must not end this thread, and with it the server.
            LOG.warn("cannot bound PostgreSQL's log", e);
        }
    }
}
