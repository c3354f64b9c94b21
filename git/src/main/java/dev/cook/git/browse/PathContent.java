package dev.cook.git.browse;

import dev.cook.domain.LfsObject;
import dev.cook.domain.Oid;
import dev.cook.git.diff.FileDiff.Span;
import java.util.List;
import java.util.Optional;

/** What a commit holds at a path. Sizes are bytes. */
public sealed interface PathContent {
    /** No such path. */
    record Nothing() implements PathContent {}

    /**
     * A directory: its subdirectories, then its files.
     *
     * @param entries those of the window
     * @param from the place of the first of them among all
     * @param all how many there are
     */
    record Directory(List<DirectoryEntry> entries, int from, int all) implements PathContent {
        public Directory {
            entries = List.copyOf(entries);
        }

        /** Where the next window begins; empty: this is the last one. */
        public Optional<Integer> next() {
            int end = from + entries.size();
            return end < all ? Optional.of(end) : Optional.empty();
        }
    }

    /** A commit of another repository. */
    record Submodule(Oid commit) implements PathContent {}

    /** A symbolic link. */
    record Link(String target) implements PathContent {}

    /**
     * Text.
     *
     * @param lines those of the window
     * @param from the number of the first of them, from 1
     * @param all how many lines there are
     * @param encoding how its characters are stored
     */
    record Text(Oid blob, long size, boolean executable, List<List<Span>> lines, int from, int all, Encoding encoding)
            implements PathContent {
        public Text {
            lines = List.copyOf(lines);
        }

        /** The number of the line at which the next window begins; empty: this is the last one. */
        public Optional<Integer> next() {
            int end = from + lines.size();
            return end <= all ? Optional.of(end) : Optional.empty();
        }
    }

    /**
     * Bytes that are no text, or too many to be shown.
     *
     * @param image the type of an image that a browser can show
     */
    record Binary(Oid blob, long size, Optional<String> image) implements PathContent {}

    /** A file that Git LFS keeps. */
    record LargeFile(LfsObject object) implements PathContent {}

    /** The word that people read. */
    enum Encoding {
        UTF_8("UTF-8"),
        UTF_16("UTF-16"),
        LATIN_1("not UTF-8, shown as Latin-1");

        private final String word;

        Encoding(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
