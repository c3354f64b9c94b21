package dev.cook.agents.environment;

import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.HomeStore;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.PersistentState;
import dev.cook.store.CachedRead;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Removes the files of persistent environments that were destroyed, once nothing runs in them. */
public final class PersistentHomeReaper {
    private final Store store;
    private final Isolation isolation;
    private final Backends backends;
    private final CachedRead<List<PersistentEnvironment>> there;

    public PersistentHomeReaper(Store store, Backends backends) {
        this.store = store;
        this.isolation = store.isolation("persistent environments");
        this.backends = backends;
        this.there = new CachedRead<>(
                store, tx -> tx.persistentEnvironments().there(), List::isEmpty, Set.of(Topic.ENVIRONMENTS), Set.of());
    }

    public Controller start() {
        return Controller.start(isolation, store.wakeups().watch(Topic.ENVIRONMENTS), this::pass);
    }

    void pass() {
        List<PersistentEnvironment> destroyed = there.get().stream()
                .filter(kept -> kept.state() == PersistentState.DESTROYED)
                .toList();
        isolation.each(
                "remove the files of a destroyed environment",
                destroyed,
                kept -> Subject.of("persistent environment " + kept.id()),
                this::clear);
    }

    private void clear(PersistentEnvironment kept) {
        if (!store.read(tx -> tx.persistentEnvironments().line(kept.id())).isEmpty()) {
            return;
        }
        // One whose configuration is gone stays until it is back: nobody knows where its files are.
        Optional<HomeStore> keeping = backends.of(kept.madeFrom())
                .flatMap(configured -> configured.backend().keeping());
        if (keeping.isEmpty()) {
            return;
        }
        keeping.get().discard(kept.id());
        store.change(tx -> tx.persistentEnvironments().markCleared(kept.id()));
    }
}
