package dev.cook.git.diff;

import dev.cook.domain.Oid;
import java.util.List;
import java.util.Optional;

/** What differs within one file. */
public sealed interface FileDiff {
    /** Only its name or its mode changed. */
    record SameContent() implements FileDiff {}

    /**
     * Text.
     *
     * @param added lines that are new, all of them, in whatever hunk
     */
    record Lines(List<Hunk> hunks, int added, int deleted) implements FileDiff {
        public Lines {
            hunks = List.copyOf(hunks);
        }

        /** Lines that a page has for it. */
        public int shown() {
            return hunks.stream().mapToInt(hunk -> hunk.lines().size()).sum();
        }
    }

    /**
     * Bytes that are no text; sizes in bytes, 0 where there is no such file.
     *
     * @param image the new content, if a browser can show it and it is small
     */
    record Binary(long oldSize, long newSize, Optional<Image> image) implements FileDiff {}

    /** An image of a type that cannot hold a program. */
    record Image(String type, Bytes content) {}

    /** Bytes that nobody changes. */
    final class Bytes {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** As text, for an address that holds all of it. */
        public String base64() {
            return java.util.Base64.getEncoder().encodeToString(bytes);
        }
    }

    /** Text of which a comparison would take too long, or a page would grow too large. Sizes in bytes. */
    record TooLarge(long oldSize, long newSize) implements FileDiff {}

    /** A file that Git LFS keeps. Sizes in bytes, empty where there is none. */
    record LargeFile(Optional<Long> oldSize, Optional<Long> newSize) implements FileDiff {}

    /** A submodule's commit. */
    record Submodule(Optional<Oid> before, Optional<Oid> after) implements FileDiff {}

    /** An object of it cannot be read. */
    record Unreadable(String reason) implements FileDiff {}

    /** Lines that belong together; numbers begin at 1. */
    record Hunk(int oldStart, int newStart, List<Line> lines) {
        public Hunk {
            lines = List.copyOf(lines);
        }
    }

    /** What became of a line. */
    enum Change {
        NONE,
        ADDED,
        DELETED
    }

    /**
     * A line.
     *
     * @param oldNumber empty where it is new
     * @param newNumber empty where it is gone
     * @param openEnd whether the file ends with it, without a line feed
     */
    record Line(
            Change change,
            Optional<Integer> oldNumber,
            Optional<Integer> newNumber,
            List<Span> spans,
            boolean openEnd) {
        public Line {
            spans = List.copyOf(spans);
        }

        /** Its characters as they are shown. */
        public String text() {
            return spans.stream().map(Span::text).reduce("", String::concat);
        }
    }

    /**
     * A piece of a line.
     *
     * @param changed whether it is what differs from the line on the other side
     * @param hidden whether the text stands for a character that would not be seen, or would change how others are seen
     */
    record Span(String text, boolean changed, boolean hidden) {}
}
