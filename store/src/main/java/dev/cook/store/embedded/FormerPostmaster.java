package dev.cook.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that a killed JVM left in the directory.
 *
 * <p>It stops by itself when its JVM dies, but may still be at it, or may have missed the signal if the JVM died in the
 * moment of starting it. Whoever calls this holds the directory's lock, so nobody uses that server any more.
 */
final class FormerPostmaster {
    /** A fast shutdown writes what is in memory to disk: 32 MB, and a slow disk. */
    private static final Duration FAST_LIMIT = Duration.ofMinutes(1);

    /** An immediate shutdown writes nothing; the next start recovers. */
    private static final Duration IMMEDIATE_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FormerPostmaster.class);

    private FormerPostmaster() {}

    static void stop(Programs programs) {
        Path cluster = programs.directory().cluster();
        Optional<PostmasterFile> file = PostmasterFile.read(cluster);
        if (file.isEmpty()) {
            return;
        }
        ServerProcess former = new ServerProcess(file.get().pid());
        if (former.serves(cluster)) {
            LOG.info("stopping PostgreSQL {} that a former server left in {}", former.pid(), cluster);
            stop(programs, former, cluster);
        } else if (former.exists()) {
            // PostgreSQL takes any process of that number for a running server: a zombie that nobody reaps, or a
            // stranger who got the number after a reboot. It still notices children of the former server itself.
            forget(cluster);
        }
    }

    private static void stop(Programs programs, ServerProcess former, Path cluster) {
        if (ends(programs, former, cluster, "INT", FAST_LIMIT)
                || ends(programs, former, cluster, "QUIT", IMMEDIATE_LIMIT)) {
            return;
        }
        throw new EmbeddedPostgresException(
                "Process " + former.pid() + " is a PostgreSQL of a former Cook server, uses "
                        + cluster + " and does not stop. Look at it, end it with: kill -KILL " + former.pid()
                        + ", and start again.");
    }

    private static boolean ends(Programs programs, ServerProcess former, Path cluster, String signal, Duration limit) {
        try {
            programs.signal(former.pid(), signal);
        } catch (EmbeddedPostgresException e) {
            // It may have ended between the look and the signal.
            if (former.serves(cluster)) {
                throw e;
            }
        }
        return Waiting.until(limit, () -> !former.serves(cluster));
    }

    private static void forget(Path cluster) {
        try {
            Files.deleteIfExists(PostmasterFile.in(cluster));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + PostmasterFile.in(cluster), e);
        }
    }
}
