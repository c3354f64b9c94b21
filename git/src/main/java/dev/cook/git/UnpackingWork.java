package dev.cook.git;

import java.util.function.LongSupplier;
import org.eclipse.jgit.errors.CorruptObjectException;

/**
 * Bounds the work that unpacking a pack makes by the size of the pack: a few kilobytes of deltas can stand for terabytes,
 * each of which would be copied and hashed.
 */
final class UnpackingWork {
    /** A small push may change a large file many times: fifty commits on a file of 160 MB. About a minute's work. */
    static final long ALWAYS = 8L << 30;

    /** Beyond that, for each byte that came. Real histories unpack to some fifty times their size. */
    static final long EACH = 1_000;

    private final LongSupplier received;
    private final long always;
    private long unpacked;

    /** @param received bytes of the push that came so far */
    UnpackingWork(LongSupplier received, long always) {
        this.received = received;
        this.always = always;
    }

    void add(int bytes) throws CorruptObjectException {
        unpacked += bytes;
        if (unpacked > always && unpacked - always > EACH * received.getAsLong()) {
            throw new CorruptObjectException("the push unpacks to more than " + EACH + " times its size, and more than "
                    + always + " bytes; push in parts");
        }
    }
}
