package dev.cook.store;

import dev.cook.domain.BranchId;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells whoever waits that a transaction of this process changed what it waits for, so that it looks at its rows again. It
 * never says which rows: a wake-up that is lost or told twice changes nothing but the time.
 */
public final class Wakeups {
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    /** Waits for changes to any of some tables; without a topic, for nothing but the time. */
    public Watch watch(Topic... topics) {
        return add(new Watch(Set.of(topics), Optional.empty()));
    }

    /** Waits for events about one branch, or for changes to any of some tables. */
    public Watch watch(BranchId branch, Topic... topics) {
        return add(new Watch(Set.of(topics), Optional.of(branch)));
    }

    /** Says that something changed that is in no table. */
    public void fire(Topic topic) {
        fire(Set.of(topic), Set.of());
    }

    /** Makes everybody look again. */
    public void fireAll() {
        watches.forEach(Watch::changed);
    }

    /** Says what was committed. */
    void fire(Set<Topic> topics, Set<BranchId> branches) {
        if (topics.isEmpty() && branches.isEmpty()) {
            return;
        }
        for (Watch watch : watches) {
            if (!Collections.disjoint(watch.topics, topics)
                    || watch.branch.filter(branches::contains).isPresent()) {
                watch.changed();
            }
        }
    }

    private Watch add(Watch watch) {
        watches.add(watch);
        return watch;
    }

    /** One who waits. Close it, or it is told for ever. */
    public final class Watch implements AutoCloseable {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Set<Topic> topics;
        private final Optional<BranchId> branch;
        private long generation;

        private Watch(
                Set<Topic> topics, @SuppressWarnings("OptionalUsedAsFieldOrParameterType") Optional<BranchId> branch) {
            this.topics = topics;
            this.branch = branch;
        }

        /** A number that rises with each change. Read it before looking at rows. */
        public long generation() {
            lock.lock();
            try {
                return generation;
            } finally {
                lock.unlock();
            }
        }

        /**
         * Waits until something changed after {@code seen} was read, or the time is over.
         *
         * @return the generation now
         */
        public long await(long seen, Duration atMost) throws InterruptedException {
            long nanos = atMost.toNanos();
            lock.lock();
            try {
                while (generation == seen && nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                }
                return generation;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }

        private void changed() {
            lock.lock();
            try {
                generation++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
