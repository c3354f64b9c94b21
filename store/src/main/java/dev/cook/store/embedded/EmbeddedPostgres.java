package dev.cook.store.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cook's own PostgreSQL, in the data directory.
 *
 * <p>It is somebody's only copy of the truth, so it runs as PostgreSQL wants to run: fsync and full page writes on,
 * SCRAM for every connection, and no address: it listens at a socket in a directory that is closed to others. It dies with this JVM, even by {@code kill -9}, and is found again by the
 * next start. Should PostgreSQL itself die under a living JVM, it is started again where it was: connections of that
 * moment fail, later ones work.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    /** Between attempts to bring a dead server back: a full disk or a hanging one wants time. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Beside those of a pool: the lock of the server, the driver's at a restart, a backup, people, and the three that
     * PostgreSQL keeps for superusers. */
    private static final int BESIDE_A_POOL = 16;

    /** For whoever does not say how many it needs. */
    private static final int ORDINARY_POOL = 48;

    private final DirectoryLock lock;
    private final Programs programs;
    private final Login login;
    private final int connections;
    private final ReentrantLock changing = new ReentrantLock();
    private Postmaster postmaster;
    private boolean closed;

    private EmbeddedPostgres(
            DirectoryLock lock, Programs programs, Postmaster postmaster, Login login, int connections) {
        this.connections = connections;
        this.lock = lock;
        this.programs = programs;
        this.postmaster = postmaster;
        this.login = login;
        Thread.ofVirtual().name("postgres-reviver").start(this::revive);
    }

    /**
     * Starts the server in {@code directory}, which is made on the first start, with its database {@code cook}.
     *
     * <p>Waits for a former server of a killed JVM to stop and for crash recovery to end, two minutes at most each.
     *
     * @throws EmbeddedPostgresException if another JVM uses the directory, or the server does not start
     */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, ORDINARY_POOL);
    }

    /**
     * Like {@link #start(Path)} for a pool of a size.
     *
     * @param pool connections that it opens at most
     */
    public static EmbeddedPostgres start(Path directory, int pool) {
        return start(directory, Optional.empty(), Math.max(pool, ORDINARY_POOL) + BESIDE_A_POOL);
    }

    /** With the programs in a directory that several servers share. */
    static EmbeddedPostgres start(Path directory, Optional<Path> sharedPrograms) {
        return start(directory, sharedPrograms, ORDINARY_POOL + BESIDE_A_POOL);
    }

    /** For tests, which share programs, and many of whose stores share one server. */
    static EmbeddedPostgres start(Path directory, Optional<Path> sharedPrograms, int connections) {
        ServerAccount account = ServerAccount.ofThisProcess();
        ServerDirectory place = ServerDirectory.prepare(directory, account);
        DirectoryLock lock = DirectoryLock.take(place.path());
        try {
            Leftovers.removeFrom(place.path());
            place.log().prepare();
            place.log().beginAnewIfLong();
            Binaries binaries = Binaries.unpackedIn(sharedPrograms.orElse(place.path()));
            Programs programs = new Programs(binaries, account, place);
            FormerPostmaster.stop(programs);
            if (sharedPrograms.isEmpty()) {
                binaries.removeOthers();
            }
            Password password = Cluster.openOrCreate(programs);
            Postmaster postmaster = Postmaster.start(programs, connections);
            try {
                Login login = new Login(place.socketFile(), password);
                login.ensureDatabase(place.log());
                return new EmbeddedPostgres(lock, programs, postmaster, login, connections);
            } catch (RuntimeException | Error e) {
                postmaster.stop();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Where to connect; the query part makes the driver refuse a server that asks for the password in clear. */
    public String jdbcUrl() {
        return login.url(Login.DATABASE);
    }

    public String user() {
        return Login.USER;
    }

    public String password() {
        return login.password().value();
    }

    /** The process id of the server's main process. */
    public long pid() {
        return current().pid();
    }

    /** Stops the server: open connections are cut, what was committed is on disk. */
    @Override
    public void close() {
        changing.lock();
        try {
            closed = true;
            postmaster.stop();
        } finally {
            changing.unlock();
        }
        lock.close();
    }

    private Postmaster current() {
        changing.lock();
        try {
            return postmaster;
        } finally {
            changing.unlock();
        }
    }

    private void revive() {
        try {
            boolean open = true;
            while (open) {
                current().awaitEnd();
                open = startAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers whether the server is meant to run. */
    private boolean startAgain() throws InterruptedException {
        changing.lock();
        try {
            if (closed) {
                return false;
            }
            postmaster = Postmaster.start(programs, connections);
            LOG.info("PostgreSQL runs again as process {}", postmaster.pid());
            return true;
        } catch (EmbeddedPostgresException e) {
            LOG.error("PostgreSQL died and does not start again; it is tried once more in {} s", PAUSE.toSeconds(), e);
        } finally {
            changing.unlock();
        }
        Waiting.pause(PAUSE);
        return true;
    }
}
