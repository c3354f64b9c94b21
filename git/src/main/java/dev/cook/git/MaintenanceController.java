package dev.cook.git;

import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Looks through all repositories now and then, one at a time, for those that have become slow. */
public final class MaintenanceController {
    /** Often enough that a day's pushes never pile up, seldom enough to cost nothing. */
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Store store;
    private final Isolation isolation;
    private final Maintenance maintenance;
    private final Clock clock;
    private Instant looked = Instant.EPOCH;

    public MaintenanceController(Store store, Maintenance maintenance, Clock clock) {
        this.store = store;
        this.isolation = store.isolation("upkeep");
        this.maintenance = maintenance;
        this.clock = clock;
    }

    /** Starts looking, until the controller is closed. */
    public Controller start() {
        return Controller.start(isolation, store.wakeups().watch(), this::pass);
    }

    private void pass() {
        Instant now = clock.instant();
        if (looked.plus(EVERY).isAfter(now)) {
            return;
        }
        looked = now;
        isolation.each("pack it", store.read(tx -> tx.repos().list()), Subject::of, repo -> {
            if (maintenance.needsMaintenance(repo.id())) {
                maintenance.run(repo.id(), store.read(tx -> tx.candidates().openCommits(repo.id())));
            }
        });
        store.change(tx -> tx.tokens().sweepLogins());
    }
}
