package dev.cook.git;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;

/**
 * Bounds what the objects of one pack hold of the heap at once. JGit keeps each object of which deltas are left to resolve,
 * so a pack of a few kilobytes, with two deltas on every object, would fill any heap. How long JGit keeps one cannot be
 * seen from outside, so weak references tell: what is not held any more does not count.
 */
final class HeldMemory {
    /** Of the heap, for one pack; a third is the cache of packs, and others push as well. */
    private static final int SHARE = 4;

    /** How many objects are looked through at least before those that are gone are sorted out. */
    private static final int MANY = 10_000;

    private final long most;
    private List<Held> objects = new ArrayList<>();
    private long bytes;
    private int sweepAt = MANY;

    /** @param most bytes that may be held at once */
    HeldMemory(long most) {
        this.most = most;
    }

    static HeldMemory ofThisServer() {
        return new HeldMemory(Runtime.getRuntime().maxMemory() / SHARE);
    }

    private static final class Held extends WeakReference<byte[]> {
        private final int size;

        Held(byte[] content) {
            super(content);
            this.size = content.length;
        }
    }

    void add(byte[] content) throws CorruptObjectException {
        objects.add(new Held(content));
        bytes += content.length;
        if (objects.size() > sweepAt) {
            sweep();
        }
        // Twice as much as may be held: there was something to collect, so this does not happen at every object.
        if (bytes > 2 * most) {
            sweep();
            if (bytes > most) {
                System.gc();
                sweep();
            }
            if (bytes > most) {
                throw new CorruptObjectException("resolving the deltas of this push takes more than " + most
                        + " bytes of memory; push in parts, or with git -c pack.depth=1 push");
            }
        }
    }

    private void sweep() {
        List<Held> left = new ArrayList<>();
        long kept = 0;
        for (Held object : objects) {
            if (object.get() != null) {
                left.add(object);
                kept += object.size;
            }
        }
        objects = left;
        bytes = kept;
        sweepAt = Math.max(MANY, 2 * left.size());
    }
}
