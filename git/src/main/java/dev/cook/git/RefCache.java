package dev.cook.git;

import dev.cook.domain.RepoId;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.List;

/** The newest snapshot of a repository's refs that this process has seen, brought up to date by what changed since. */
final class RefCache {
    /** Further behind than this, all refs are read again: about where that costs the same. */
    private static final long FARTHEST_DELTA = 500;

    private final Store store;
    private final RepoId repo;
    private volatile RefSnapshot newest = RefSnapshot.of(0, List.of());

    RefCache(Store store, RepoId repo) {
        this.store = store;
        this.repo = repo;
    }

    Store store() {
        return store;
    }

    RepoId repo() {
        return repo;
    }

    /** The refs as they stand now. */
    RefSnapshot current() {
        RefSnapshot seen = newest;
        return publish(store.read(tx -> refreshed(tx, seen)));
    }

    /** An older one never replaces a newer one, so a thread that was slow does not cost the others a full read. */
    private synchronized RefSnapshot publish(RefSnapshot current) {
        if (current.version() > newest.version()) {
            newest = current;
        }
        return newest;
    }

    /** The visible refs as they stood at a version. */
    RefSnapshot asOf(long version) {
        return RefSnapshot.of(version, store.read(tx -> tx.refs().asOf(repo, version)));
    }

    private RefSnapshot refreshed(Tx tx, RefSnapshot seen) {
        long version = tx.refs().version(repo);
        if (version == seen.version()) {
            return seen;
        }
        if (seen.version() == 0 || version - seen.version() > FARTHEST_DELTA) {
            return RefSnapshot.of(version, tx.refs().visible(repo));
        }
        return seen.with(version, tx.refs().changedSince(repo, seen.version()));
    }
}
