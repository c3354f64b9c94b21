package dev.cook.app;

import dev.cook.http.HealthPart;
import dev.cook.store.ControllerStatus;
import dev.cook.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks how each part of the server is, at most once a second, however many ask. */
final class ServerHealth implements Supplier<List<HealthPart>> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerHealth.class);

    /** How old an answer may be: anybody may ask, and it must cost them more than the server. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** How long a part may take to answer: whoever watches waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("health").start(task);

    private final Store store;
    private final Path repositories;
    private final BooleanSupplier ssh;
    private final IntSupplier environments;
    private List<HealthPart> known = List.of();
    private long lookedAt;

    /**
     * @param repositories the directory that repositories are made in
     * @param ssh whether SSH listens
     * @param environments how many are connected: after a restart all of them dial again
     */
    ServerHealth(Store store, Path repositories, BooleanSupplier ssh, IntSupplier environments) {
        this.store = store;
        this.repositories = repositories;
        this.ssh = ssh;
        this.environments = environments;
    }

    @Override
    public synchronized List<HealthPart> get() {
        if (known.isEmpty() || System.nanoTime() - lookedAt > FRESH.toNanos()) {
            known = look();
            lookedAt = System.nanoTime();
        }
        return known;
    }

    private List<HealthPart> look() {
        CompletableFuture<HealthPart> database = CompletableFuture.supplyAsync(this::database, THREADS);
        CompletableFuture<HealthPart> disk = CompletableFuture.supplyAsync(this::disk, THREADS);
        List<HealthPart> parts = new ArrayList<>();
        parts.add(inTime("database", database));
        parts.add(inTime("repositories", disk));
        parts.add(
                ssh.getAsBoolean()
                        ? new HealthPart("ssh", true, "", Map.of("environments", (long) environments.getAsInt()))
                        : HealthPart.down("ssh", "not listening"));
        store.controllers().forEach(controller -> parts.add(part(controller)));
        return parts;
    }

    /** What fails for one item is told where it is waited for; here it is only counted. */
    private static HealthPart part(ControllerStatus controller) {
        return new HealthPart(
                controller.name(),
                true,
                "",
                Map.of(
                        "passes", controller.passes(),
                        "failures", controller.failures(),
                        "failing", (long) controller.failing(),
                        "transactions", controller.database().transactions(),
                        "statements", controller.database().statements()));
    }

    private static HealthPart inTime(String name, CompletableFuture<HealthPart> part) {
        try {
            return part.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return HealthPart.down(name, "no answer in " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            LOG.warn("{} is down", name, e.getCause());
            return HealthPart.down(name, "failed; the server's log has the reason");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthPart.down(name, "the server is stopping");
        }
    }

    private HealthPart database() {
        store.requireWritable();
        Store.Asked asked = store.asked();
        return new HealthPart(
                "database", true, "", Map.of("transactions", asked.transactions(), "statements", asked.statements()));
    }

    private HealthPart disk() {
        try {
            Files.createDirectories(repositories);
            // A byte has to have a place: an empty file is made on a full disk as well.
            Path file = Files.createTempFile(repositories, "health-", "");
            try {
                Files.writeString(file, "x");
            } finally {
                Files.delete(file);
            }
            return HealthPart.up("repositories");
        } catch (IOException e) {
            LOG.warn("nothing can be written to {}", repositories, e);
            return HealthPart.down("repositories", "their disk is not writable");
        }
    }
}
