package dev.cook.store.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server. */
final class Postmaster {
    /** Only names its socket: it listens at no port. */
    static final int PORT = 5432;

    /**
     * A thing that passes makes a server give up at once: children of a killed server still hold its shared memory. What
     * does not pass fails this often, and quickly.
     */
    private static final int ATTEMPTS = 5;

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    /** Crash recovery replays at most max_wal_size (1 GB) or so; a server that lives gets the time. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private static final Duration READY_STEP = Duration.ofMillis(5);
    private static final Duration FAST_LIMIT = Duration.ofMinutes(1);
    private static final Duration IMMEDIATE_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);

    private final Programs programs;
    private final Keeper keeper;

    private Postmaster(Programs programs, Keeper keeper) {
        this.programs = programs;
        this.keeper = keeper;
    }

    /** Starts a server and waits until it takes connections; whoever was connected to one before finds it again. */
    static Postmaster start(Programs programs, int connections) {
        ServerLog log = programs.directory().log();
        for (int attempt = 1; ; attempt++) {
            long position = log.position();
            programs.directory().prepareSocket(programs.account());
            Postmaster postmaster = new Postmaster(programs, Keeper.start(command(programs, connections), log));
            try {
                if (postmaster.becomesReady()) {
                    postmaster.keeper.serving(true);
                    return postmaster;
                }
            } catch (RuntimeException | Error e) {
                postmaster.stop();
                throw e;
            }
            if (attempt == ATTEMPTS) {
                throw new EmbeddedPostgresException("PostgreSQL does not start in "
                        + programs.directory().path() + " (status "
                        + postmaster.process().exitValue() + ")." + log.tail(position));
            }
            LOG.debug("PostgreSQL gave up, attempt {} of {}", attempt, ATTEMPTS);
            Waiting.pause(PAUSE_AFTER_FAILURE.multipliedBy(attempt));
        }
    }

    private static ProcessBuilder command(Programs programs, int connections) {
        List<String> settings = Stream.of(
                        "port=" + PORT,
                        // At no address: sandboxes may share this machine's, and could use up its connections.
                        "listen_addresses=",
                        "unix_socket_directories=" + programs.directory().socket(),
                        "unix_socket_permissions=0700",
                        "max_connections=" + connections,
                        "shared_buffers=32MB",
                        // Short queries on small tables: compiling them or spreading them over processes costs more
                        // than it gives.
                        "jit=off",
                        "max_parallel_workers_per_gather=0",
                        "io_method=sync",
                        "logging_collector=off",
                        "log_checkpoints=off",
                        "log_line_prefix=%m [%p] ",
                        "log_timezone=UTC",
                        "timezone=UTC")
                .flatMap(setting -> Stream.of("-c", setting))
                .toList();
        List<String> arguments = Stream.of(
                        List.of("-D", programs.directory().cluster().toString()), settings)
                .flatMap(List::stream)
                .toList();
        return programs.command(programs.account().prefixDyingWithItsThread(), "postgres", arguments);
    }

    /**
     * False when the process ended instead.
     *
     * <p>The server's own file tells, not a connection.
     */
    private boolean becomesReady() {
        Path cluster = programs.directory().cluster();
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        try {
            while (!process().waitFor(READY_STEP)) {
                if (PostmasterFile.read(cluster)
                        .filter(file -> file.pid() == pid() && file.ready())
                        .isPresent()) {
                    return true;
                }
                if (System.nanoTime() - end > 0) {
                    throw new EmbeddedPostgresException("PostgreSQL in " + cluster + " takes no connections after "
                            + READY_LIMIT.toMinutes()
                            + " minutes. After a crash of the machine it may need longer: start"
                            + " again to let it go on."
                            + programs.directory().log().tail(0));
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("Interrupted while PostgreSQL started.", e);
        }
    }

    long pid() {
        return process().pid();
    }

    /** Waits until the server ends, for whatever reason. */
    void awaitEnd() throws InterruptedException {
        process().waitFor();
    }

    private Process process() {
        return keeper.process();
    }

    /** Stops the server: in order, else at once, else by force; what was committed survives each. */
    void stop() {
        keeper.serving(false);
        try {
            if (!endsAfter("INT", FAST_LIMIT) && !endsAfter("QUIT", IMMEDIATE_LIMIT)) {
                LOG.warn("PostgreSQL {} does not stop, killing it", pid());
                process().destroyForcibly().waitFor(IMMEDIATE_LIMIT);
            }
        } catch (InterruptedException e) {
            // It goes on stopping without being watched, and the next start waits for it.
            Thread.currentThread().interrupt();
        }
    }

    private boolean endsAfter(String signal, Duration limit) throws InterruptedException {
        if (!process().isAlive()) {
            return true;
        }
        try {
            programs.signal(pid(), signal);
        } catch (EmbeddedPostgresException e) {
            LOG.warn("cannot signal PostgreSQL {}", pid(), e);
            return !process().isAlive();
        }
        return process().waitFor(limit);
    }
}
