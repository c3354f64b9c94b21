package dev.cook.git;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file of a fossil.
 *
 * @param path may hold {@code /}
 * @param content written once, when it is this file's turn
 */
public record FossilFile(String path, Content content) {
    /** Writes all of a file, a little at a time where there is much of it. */
    @FunctionalInterface
    public interface Content {
        void to(OutputStream out) throws IOException;
    }

    public static FossilFile of(String path, byte[] content) {
        return new FossilFile(path, out -> out.write(content));
    }
}
