package dev.cook.git;

import dev.cook.domain.RepoId;
import dev.cook.store.Freshness;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The newest snapshot of a repository's refs that this process has seen, brought up to date by what changed since. */
final class RefCache {
    /** Further behind than this, all refs are read again: about where that costs the same. */
    private static final long FARTHEST_DELTA = 500;

    private final Store store;
    private final RepoId repo;
    private volatile Held newest = new Held(RefSnapshot.of(0, List.of()), Optional.empty());

    /** @param stamp taken before they were read; empty: they may be older than they should be */
    private record Held(RefSnapshot refs, Optional<Freshness.Stamp> stamp) {}

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

    /** The refs as they stand now; asks the database only where they may have changed. */
    RefSnapshot current() {
        Held seen = newest;
        if (seen.stamp().filter(store.freshness()::isCurrent).isPresent()) {
            return seen.refs();
        }
        with(_ -> true);
        return newest.refs();
    }

    /** Reads something else in the transaction in which the refs are brought up to date. */
    <T> T with(Function<Tx, T> also) {
        RefSnapshot seen = newest.refs();
        Optional<Freshness.Stamp> stamp = store.freshness().stamp(Topic.REFS);
        record Both<T>(RefSnapshot refs, T other) {}
        Both<T> both = store.read(tx -> new Both<>(refreshed(tx, seen), also.apply(tx)));
        publish(new Held(both.refs(), stamp));
        return both.other();
    }

    /** An older one never replaces a newer one, so a thread that was slow does not cost the others a full read. */
    private synchronized Held publish(Held current) {
        if (current.refs().version() >= newest.refs().version()) {
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
