package dev.cook.git;

import dev.cook.domain.RepoId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Keeps maintenance from taking packs away under a push: who adds objects shares, who deletes files is alone. */
public final class RepoLocks {
    private final ConcurrentMap<RepoId, ReadWriteLock> locks = new ConcurrentHashMap<>();

    /** Held until closed, by the thread that took it. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** For whoever adds objects, from before the first is written until the refs that name them have moved. */
    public Held shared(RepoId repo) {
        return take(of(repo).readLock());
    }

    /** For whoever deletes files that hold objects. */
    Held exclusive(RepoId repo) {
        return take(of(repo).writeLock());
    }

    private static Held take(Lock lock) {
        lock.lock();
        return lock::unlock;
    }

    private ReadWriteLock of(RepoId repo) {
        // Fair, as steady pushes would otherwise keep maintenance out for ever.
        return locks.computeIfAbsent(repo, id -> new ReentrantReadWriteLock(true));
    }
}
