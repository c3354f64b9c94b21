package dev.cook.git;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A directory of packs. */
record PackFiles(Path directory) {
    /** A pack ends in the SHA-1 of all before it. */
    private static final int TRAILER = 20;

    /** Packs that have an index, by their .pack file. */
    List<Path> packs() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".pack"))
                    .filter(pack -> Files.exists(sibling(pack, "idx")))
                    .toList();
        }
    }

    static Path sibling(Path pack, String extension) {
        String name = pack.getFileName().toString();
        return pack.resolveSibling(name.substring(0, name.length() - "pack".length()) + extension);
    }

    /** Where the bytes of packs and their indexes are before they get their names. */
    enum Written {
        /** Perhaps only in memory. */
        CACHED,
        /** On disk: whoever wrote the files has forced them. */
        FORCED
    }

    /**
     * Moves all packs, on disk before this returns. They are named after their bytes, not their set of objects: then
     * equal names mean equal files, and nothing is ever replaced by something else.
     *
     * @return the .pack files in their new place that were not there before
     */
    List<Path> moveTo(Path target, Written written) throws IOException {
        List<Path> moved = new ArrayList<>();
        for (Path pack : packs()) {
            String name = "pack-" + trailer(pack);
            Path to = target.resolve(name + ".pack");
            if (Files.exists(sibling(to, "idx"))) {
                continue;
            }
            move(pack, to, written);
            for (Path other : companions(pack)) {
                DurableFiles.move(other, target.resolve(name + extension(other)));
            }
            move(sibling(pack, "idx"), sibling(to, "idx"), written);
            moved.add(to);
        }
        if (!moved.isEmpty()) {
            DurableFiles.force(target);
        }
        return moved;
    }

    /** The same for one pack that was forced to disk and has nothing beside it but its index. */
    static List<Path> moveTo(Path pack, Path target) throws IOException {
        Path to = target.resolve("pack-" + trailer(pack) + ".pack");
        if (Files.exists(sibling(to, "idx"))) {
            return List.of();
        }
        move(pack, to, Written.FORCED);
        move(sibling(pack, "idx"), sibling(to, "idx"), Written.FORCED);
        DurableFiles.force(target);
        return List.of(to);
    }

    /** Forces a file once: a second time costs as much as the first, for its new name is in the file system's journal. */
    private static void move(Path from, Path to, Written written) throws IOException {
        switch (written) {
            case CACHED -> DurableFiles.move(from, to);
            case FORCED -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** What {@link #moveTo} will call the packs. */
    List<Path> targets(Path target) throws IOException {
        List<Path> targets = new ArrayList<>();
        for (Path pack : packs()) {
            targets.add(target.resolve("pack-" + trailer(pack) + ".pack"));
        }
        return targets;
    }

    /** Deletes a pack, index first: from then on no new reader takes it up. */
    static void delete(Path pack) throws IOException {
        Files.deleteIfExists(sibling(pack, "idx"));
        for (Path other : companions(pack)) {
            Files.deleteIfExists(other);
        }
        Files.deleteIfExists(pack);
    }

    /** Bitmaps and the like; not .keep, which is JGit's note to itself and goes with the directory. */
    private static List<Path> companions(Path pack) throws IOException {
        String name = pack.getFileName().toString();
        String stem = name.substring(0, name.length() - "pack".length());
        try (Stream<Path> files = Files.list(pack.resolveSibling("."))) {
            return files.map(Path::normalize)
                    .filter(file -> file.getFileName().toString().startsWith(stem))
                    .filter(file -> !file.toString().endsWith(".pack")
                            && !file.toString().endsWith(".idx")
                            && !file.toString().endsWith(".keep"))
                    .toList();
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.'));
    }

    private static String trailer(Path pack) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "r")) {
            byte[] digest = new byte[TRAILER];
            file.seek(file.length() - TRAILER);
            file.readFully(digest);
            return HexFormat.of().formatHex(digest);
        }
    }
}
