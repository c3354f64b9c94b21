package dev.cook.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A bare repository on disk: objects only, as its refs are rows. */
record RepositoryDirectory(Path path) {
    /**
     * C git sees no refs here and would take every object for garbage. An extension that it does not know makes it
     * refuse to open the repository; preciousObjects would stop its gc even if it did.
     */
    private static final String CONFIG = """
            [core]
            \trepositoryformatversion = 1
            \tbare = true
            \tfilemode = true
            \tlogAllRefUpdates = false
            \tfsyncObjectFiles = true
            \tcommitGraph = true
            [extensions]
            \tcookrefs = postgres
            \tpreciousObjects = true
            [receive]
            \tfsckObjects = true
            \tautogc = false
            \tadvertisePushOptions = true
            [uploadpack]
            \tallowFilter = true
            \tallowRefInWant = true
            \tadvertiseWaitForDone = true
            [gc]
            \tauto = 0
            \tautoDetach = false
            \tpruneExpire = never
            \twriteCommitGraph = true
            [pack]
            \tbuildBitmaps = true
            \tthreads = 1
            """;

    Path objects() {
        return path.resolve("objects");
    }

    Path packs() {
        return objects().resolve("pack");
    }

    /** Git LFS objects: beside the objects of git, which are lent to environments as these are not. */
    Path lfs() {
        return path.resolve("lfs");
    }

    boolean exists() {
        return Files.exists(path.resolve("HEAD"));
    }

    /** Makes the repository; may be repeated after a crash in the middle. The guard is on disk before anything else. */
    void create() throws IOException {
        Files.createDirectories(path);
        Path config = path.resolve("config");
        Files.deleteIfExists(config);
        DurableFiles.write(config, CONFIG.getBytes(StandardCharsets.UTF_8));
        DurableFiles.force(path);
        Files.createDirectories(packs());
        Files.createDirectories(objects().resolve("info"));
        Files.createDirectories(path.resolve("refs"));
        DurableFiles.force(objects());
        Files.deleteIfExists(path.resolve("HEAD"));
        // Without a HEAD file nobody takes the directory for a repository; the true HEAD is a row.
        DurableFiles.write(path.resolve("HEAD"), "ref: refs/heads/main\n".getBytes(StandardCharsets.UTF_8));
        DurableFiles.force(path);
        DurableFiles.force(path.resolveSibling("."));
    }

    /** Deletes what a killed process left half-done. Nothing of it was ever acknowledged. Only before anybody writes. */
    void sweep() throws IOException {
        DurableFiles.deleteTree(lfs().resolve("incoming"));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(objects(), "{incoming-*,incoming_*,noz*}")) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    DurableFiles.deleteTree(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        }
        Set<String> indexed = new HashSet<>();
        try (DirectoryStream<Path> indexes = Files.newDirectoryStream(packs(), "pack-*.idx")) {
            indexes.forEach(index -> indexed.add(stem(index)));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(packs())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean orphan = name.startsWith("pack-") && !indexed.contains(stem(file));
                if (orphan || name.endsWith(".keep") || name.startsWith("gc_")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }
}
