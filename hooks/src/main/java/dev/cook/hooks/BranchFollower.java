package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.store.Store;
import dev.cook.store.Tx;
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

    /**
     * A branch as it is.
     *
     * @param worked whether a session is at work on it, or about to be
     */
    private record View(Branch branch, List<Event> events, String repo, boolean worked) {
        /** Whether nothing happens to it until a person does something. */
        boolean isIdle() {
            return branch.state() == BranchState.ACTIVE && !worked;
        }

        static View read(Tx tx, BranchId id, long after) {
            Branch branch =
                    tx.branches().get(id).orElseThrow(() -> new IllegalStateException("branch " + id + " is gone"));
            return new View(
                    branch,
                    tx.events().ofBranch(id, after, PAGE),
                    tx.repos()
                            .get(branch.repo())
                            .map(repo -> repo.name().value())
                            .orElse(""),
                    tx.sessions().alive(id).isPresent());
        }
    }

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
            View view = store.read(tx -> View.read(tx, id, from));
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
            if (view.isIdle()) {
                line.accept(view.branch().name()
                        + " waits for you: no agent works on it and nobody has queued it. To run"
                        + " its gates, push again with -o land=ask; to land it, `branch land " + view.repo() + " "
                        + view.branch().name() + "` or -o land=auto");
                return;
            }
            if (watch.await(generation, SIGN_OF_LIFE) == generation) {
                line.accept("… " + view.branch().name() + " is still "
                        + view.branch().state().word()
                        + view.branch().heldBy().map(who -> ", held by " + who).orElse("")
                        + " (Ctrl-C stops watching; the work continues)");
            }
        }
    }
}
