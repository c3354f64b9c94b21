package dev.cook.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectoryPackParser;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.ReceivedPackStatistics;

/** Refuses a pack in which reading one object means reading thousands: each later reader would pay for that again. */
final class DeltaChains {
    /** No git writes longer ones: it is the most that {@code pack.depth} takes. */
    static final int LONGEST = 4_095;

    /** Bytes of a pack that are read at once: the headers of some hundred small objects. */
    private static final int WINDOW = 1 << 16;

    /** The type, a size and an offset or an id. */
    private static final int LONGEST_HEADER = 40;

    private static final int UNKNOWN = -1;

    private final Pack pack;
    private final long[] offsets;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowAt = UNKNOWN;

    private DeltaChains(Pack pack, long[] offsets) {
        this.pack = pack;
        this.offsets = offsets;
    }

    /** Only a pack with more deltas than a chain may have is read again, and of that the headers. */
    static void check(PackParser parsed) throws IOException {
        ReceivedPackStatistics statistics = parsed.getReceivedPackStatistics();
        if (statistics.getNumOfsDelta() + statistics.getNumRefDelta() <= LONGEST
                || !(parsed instanceof ObjectDirectoryPackParser file)) {
            return;
        }
        long[] offsets = new long[parsed.getObjectCount()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = parsed.getObject(i).getOffset();
        }
        Arrays.sort(offsets);
        new DeltaChains(file.getPack(), offsets).check();
    }

    private void check() throws IOException {
        int[] bases = new int[offsets.length];
        try (FileChannel file = FileChannel.open(pack.getPackFile().toPath(), StandardOpenOption.READ)) {
            for (int i = 0; i < offsets.length; i++) {
                bases[i] = base(file, i);
            }
        }
        int[] lengths = new int[offsets.length];
        Arrays.fill(lengths, UNKNOWN);
        int[] way = new int[LONGEST + 1];
        for (int i = 0; i < offsets.length; i++) {
            int steps = 0;
            int at = i;
            while (at != UNKNOWN && lengths[at] == UNKNOWN) {
                if (steps > LONGEST) {
                    throw tooLong();
                }
                way[steps++] = at;
                at = bases[at];
            }
            int length = at == UNKNOWN ? UNKNOWN : lengths[at];
            while (steps > 0) {
                length++;
                lengths[way[--steps]] = length;
            }
            if (length > LONGEST) {
                throw tooLong();
            }
        }
    }

    private static CorruptObjectException tooLong() {
        return new CorruptObjectException("the push has a chain of more than " + LONGEST
                + " deltas; run git repack -adf --depth=50, then push again");
    }

    /** The entry that another one is a delta of; UNKNOWN: it is whole. */
    private int base(FileChannel file, int entry) throws IOException {
        int at = seek(file, offsets[entry]);
        int head = window.get(at) & 0xFF;
        int type = (head >> 4) & 7;
        while ((head & 0x80) != 0) {
            at++;
            head = window.get(at) & 0xFF;
        }
        at++;
        return switch (type) {
            case Constants.OBJ_OFS_DELTA -> Arrays.binarySearch(offsets, offsets[entry] - distance(at));
            case Constants.OBJ_REF_DELTA -> {
                byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
                window.get(at, id);
                yield Arrays.binarySearch(offsets, pack.getIndex().findOffset(ObjectId.fromRaw(id)));
            }
            default -> UNKNOWN;
        };
    }

    private long distance(int from) {
        int at = from;
        int next = window.get(at) & 0xFF;
        long distance = next & 0x7F;
        while ((next & 0x80) != 0) {
            at++;
            next = window.get(at) & 0xFF;
            distance = ((distance + 1) << 7) | (next & 0x7F);
        }
        return distance;
    }

    /** Where in the window an offset is. */
    private int seek(FileChannel file, long offset) throws IOException {
        if (windowAt == UNKNOWN || offset < windowAt || offset + LONGEST_HEADER > windowAt + WINDOW) {
            window.clear();
            windowAt = offset;
            int n = 0;
            while (n >= 0 && window.hasRemaining()) {
                n = file.read(window, offset + window.position());
            }
            window.clear();
        }
        return (int) (offset - windowAt);
    }
}
