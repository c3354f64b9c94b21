package dev.cook.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Merges trees of which no path was touched on both sides. Neither contents nor renames matter then, so what C git would
 * make of them is known without asking it, in a fraction of the time that a process takes to start.
 */
final class DisjointMerge {
    private final ObjectReader reader;
    private final ObjectInserter.Formatter names = new ObjectInserter.Formatter();
    private final List<byte[]> made = new ArrayList<>();

    private DisjointMerge(ObjectReader reader) {
        this.reader = reader;
    }

    /**
     * What came of it; nothing is written yet.
     *
     * @param top the merged tree
     * @param trees that tree and those in it that neither side has, as bytes
     */
    record Trees(ObjectId top, List<byte[]> trees) {
        void insert(ObjectInserter inserter) throws IOException {
            for (byte[] tree : trees) {
                inserter.insert(Constants.OBJ_TREE, tree);
            }
        }
    }

    /** A file, directory or submodule; its name is bytes, each a character. */
    private record Entry(FileMode mode, ObjectId id) {
        boolean isTree() {
            return mode.equals(FileMode.TREE);
        }
    }

    /**
     * Merges two trees; empty where git has to be asked.
     *
     * @param base the tree of the only commit from which both sides come
     */
    static Optional<Trees> of(ObjectReader reader, ObjectId base, ObjectId ours, ObjectId theirs) throws IOException {
        DisjointMerge merge = new DisjointMerge(reader);
        return merge.entries(merge.read(base), merge.read(ours), merge.read(theirs))
                .map(merged -> new Trees(merge.write(merged), merge.made));
    }

    private Optional<Map<String, Entry>> entries(
            Map<String, Entry> base, Map<String, Entry> ours, Map<String, Entry> theirs) throws IOException {
        Set<String> names = new HashSet<>(base.keySet());
        names.addAll(ours.keySet());
        names.addAll(theirs.keySet());
        Map<String, Entry> merged = new HashMap<>();
        for (String name : names) {
            Sides sides = new Sides(
                    Optional.ofNullable(base.get(name)),
                    Optional.ofNullable(ours.get(name)),
                    Optional.ofNullable(theirs.get(name)));
            switch (settle(sides)) {
                case Settled.Overlap() -> {
                    return Optional.empty();
                }
                case Settled.Kept(Entry entry) -> merged.put(name, entry);
                case Settled.Gone() -> {}
            }
        }
        return Optional.of(merged);
    }

    private record Sides(Optional<Entry> base, Optional<Entry> ours, Optional<Entry> theirs) {
        /** Directories on both sides, which may be new; a directory is touched where anything in it is. */
        boolean areTrees() {
            return ours.filter(Entry::isTree).isPresent()
                    && theirs.filter(Entry::isTree).isPresent()
                    && base.stream().allMatch(Entry::isTree);
        }

        /** A file that has the same new contents on both sides; what both remove or add may be halves of two renames. */
        boolean areChangedAlike() {
            return ours.equals(theirs)
                    && base.filter(entry -> !entry.isTree()).isPresent()
                    && ours.filter(entry -> !entry.isTree()).isPresent();
        }
    }

    private sealed interface Settled {
        record Kept(Entry entry) implements Settled {}

        record Gone() implements Settled {}

        /** Both sides touched it, so that contents or renames matter. */
        record Overlap() implements Settled {}

        static Settled of(Optional<Entry> entry) {
            return entry.isPresent() ? new Kept(entry.get()) : new Gone();
        }
    }

    private Settled settle(Sides sides) throws IOException {
        if (sides.base().equals(sides.ours())) {
            return Settled.of(sides.theirs());
        }
        if (sides.base().equals(sides.theirs())) {
            return Settled.of(sides.ours());
        }
        if (sides.areTrees()) {
            Optional<Map<String, Entry>> merged = entries(read(sides.base()), read(sides.ours()), read(sides.theirs()));
            if (merged.isEmpty()) {
                return new Settled.Overlap();
            }
            // Git keeps no empty directories.
            return merged.get().isEmpty()
                    ? new Settled.Gone()
                    : new Settled.Kept(new Entry(FileMode.TREE, write(merged.get())));
        }
        return sides.areChangedAlike() ? Settled.of(sides.ours()) : new Settled.Overlap();
    }

    private Map<String, Entry> read(Optional<Entry> tree) throws IOException {
        return tree.isPresent() ? read(tree.get().id()) : Map.of();
    }

    private Map<String, Entry> read(ObjectId tree) throws IOException {
        Map<String, Entry> entries = new HashMap<>();
        CanonicalTreeParser parser = new CanonicalTreeParser();
        parser.reset(reader, tree);
        while (!parser.eof()) {
            byte[] name = new byte[parser.getNameLength()];
            parser.getName(name, 0);
            entries.put(
                    new String(name, StandardCharsets.ISO_8859_1),
                    new Entry(parser.getEntryFileMode(), parser.getEntryObjectId()));
            parser.next();
        }
        return entries;
    }

    private ObjectId write(Map<String, Entry> entries) {
        Map<String, Map.Entry<String, Entry>> sorted = new TreeMap<>();
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            // Git sorts a directory as if its name ended with a slash.
            sorted.put(entry.getValue().isTree() ? entry.getKey() + "/" : entry.getKey(), entry);
        }
        TreeFormatter tree = new TreeFormatter();
        for (Map.Entry<String, Entry> entry : sorted.values()) {
            tree.append(
                    entry.getKey().getBytes(StandardCharsets.ISO_8859_1),
                    entry.getValue().mode(),
                    entry.getValue().id());
        }
        byte[] bytes = tree.toByteArray();
        made.add(bytes);
        return names.idFor(Constants.OBJ_TREE, bytes);
    }
}
