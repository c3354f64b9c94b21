package dev.cook.agents;

import dev.cook.domain.KeptEnvironment;
import dev.cook.domain.KeptState;
import dev.cook.store.Store;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the files of kept environments that were destroyed, once nothing runs in them. */
final class KeptKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(KeptKeeper.class);

    private final Store store;
    private final Backends backends;

    KeptKeeper(Store store, Backends backends) {
        this.store = store;
        this.backends = backends;
    }

    void pass() {
        for (KeptEnvironment kept : store.read(tx -> tx.kept().there())) {
            if (kept.state() == KeptState.DESTROYED
                    && store.read(tx -> tx.kept().line(kept.id())).isEmpty()) {
                clear(kept);
            }
        }
    }

    private void clear(KeptEnvironment kept) {
        // One whose configuration is gone stays until it is back: nobody knows where its files are.
        Optional<Keeping> keeping = backends.of(kept.madeFrom())
                .flatMap(configured -> configured.backend().keeping());
        if (keeping.isEmpty()) {
            return;
        }
        try {
            keeping.get().discard(kept.id());
            store.change(tx -> tx.kept().markCleared(kept.id()));
        } catch (RuntimeException e) {
            LOG.warn("the files of kept environment {} cannot be removed now", kept.id(), e);
        }
    }
}
