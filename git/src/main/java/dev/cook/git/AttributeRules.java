package dev.cook.git;

import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** What {@code .gitattributes} may say: git before 2.39.1 can be made to write outside of its memory by longer ones. */
final class AttributeRules {
    /** Bytes that git reads of such a file, and of one line in it. */
    static final int LONGEST = 100 << 20;

    static final int LONGEST_LINE = 2048;

    private static final int PIECE = 64 * 1024;

    private AttributeRules() {}

    static void check(ObjectReader reader, ObjectId blob) throws IOException {
        try (InputStream content = reader.open(blob, Constants.OBJ_BLOB).openStream()) {
            byte[] piece = new byte[PIECE];
            long size = 0;
            int line = 0;
            for (int n = content.read(piece); n >= 0; n = content.read(piece)) {
                size += n;
                if (size > LONGEST) {
                    throw refused(blob, "is larger than " + LONGEST + " bytes (git's rule gitattributesLarge)");
                }
                for (int i = 0; i < n; i++) {
                    line = piece[i] == '\n' ? 0 : line + 1;
                    if (line >= LONGEST_LINE) {
                        throw refused(
                                blob,
                                "has a line of " + LONGEST_LINE
                                        + " bytes or more (git's rule gitattributesLineLength)");
                    }
                }
            }
        }
    }

    private static CorruptObjectException refused(ObjectId blob, String why) {
        return new CorruptObjectException(".gitattributes (blob " + blob.name() + ") " + why
                + "; split it, rewrite the history that holds it, then push again");
    }
}
