package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.store.Store;
import dev.cook.store.Wakeups;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Tells what happens to a branch until its story ends, a person is needed, or nobody listens any more. */
public final class BranchFollower {
    /** Events read at once. */
    private static final int PAGE = 100;

    /** How often a line is sent where nothing happens: finds out that a client is gone, and keeps proxies from hanging up. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

    private final Store store;

    public BranchFollower(Store store) {
        this.store = store;
    }

    private record View(Branch branch, List<Event> events) {}

    /** Tells what happened after an event, and ends. */
    public void tellNow(BranchId id, long after, Consumer<String> line) {
        store.read(tx -> tx.events().ofBranch(id, after, PAGE)).forEach(event -> line.accept(EventText.line(event)));
    }

    /**
     * Blocks while the branch goes its way; holds no database connection meanwhile.
     *
     * @param after the event to go on from
     * @param gone whether the listener went away
     */
    public void follow(BranchId id, long after, BooleanSupplier gone, Consumer<String> line)
            throws InterruptedException {
        try (Wakeups.Watch watch = store.wakeups().watch(id)) {
            follow(id, after, gone, line, watch);
        }
    }

    private void follow(BranchId id, long after, BooleanSupplier gone, Consumer<String> line, Wakeups.Watch watch)
            throws InterruptedException {
        long told = after;
        while (!gone.getAsBoolean()) {
            long generation = watch.generation();
            long from = told;
            View view = store.read(tx -> new View(
                    tx.branches().get(id).orElseThrow(() -> new IllegalStateException("branch " + id + " is gone")),
                    tx.events().ofBranch(id, from, PAGE)));
            for (Event event : view.events()) {
                line.accept(EventText.line(event));
                told = event.id().value();
            }
            if (view.events().size() == PAGE) {
                continue;
            }
            if (view.branch().state().ended() || view.branch().waitsFor().isPresent()) {
                return;
            }
            if (watch.await(generation, SIGN_OF_LIFE) == generation) {
                line.accept("… " + view.branch().name() + " is "
                        + view.branch().state().word());
            }
        }
    }
}
