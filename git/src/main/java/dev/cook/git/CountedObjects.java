package dev.cook.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

/** Looks at the number of objects that a pack announces before JGit makes room for them all. */
final class CountedObjects extends ObjectInserter.Filter {
    /** What an object costs while its pack is read: its name and place, and as much again while they are sorted. */
    private static final int BYTES_EACH = 128;

    private static final int HEADER = 12;
    private static final int COUNT = 8;

    private final ObjectInserter inserter;

    CountedObjects(ObjectInserter inserter) {
        this.inserter = inserter;
    }

    /** As many as the heap has room for: four million in half a gigabyte. */
    static long most() {
        return Runtime.getRuntime().maxMemory() / BYTES_EACH;
    }

    @Override
    protected ObjectInserter delegate() {
        return inserter;
    }

    @Override
    public PackParser newPackParser(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        // What is no pack at all is told by the parser.
        if (header.length == HEADER && new String(header, 0, 4, StandardCharsets.US_ASCII).equals("PACK")) {
            long announced = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(COUNT));
            if (announced > most()) {
                throw new IOException("the push has " + announced + " objects, and this server has memory for " + most()
                        + "; push in parts");
            }
        }
        return super.newPackParser(new SequenceInputStream(new ByteArrayInputStream(header), in));
    }
}
