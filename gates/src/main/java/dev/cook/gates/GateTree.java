package dev.cook.gates;

import dev.cook.config.PathPattern;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a gate file can see: itself and what it reads, with contents; of the rest, the names. What it prints depends on
 * nothing else.
 *
 * @param program what runs it
 * @param names of all files
 * @param files contents by path
 */
record GateTree(GateProgram program, List<String> names, Map<String, byte[]> files) {
    /** The directory whose files belong to the gate file. */
    static final String OWN = ".cook/";

    /** A larger repository is none that a list of names helps with. */
    private static final int MOST_NAMES = 500_000;

    /** Files that are written out for each run, and their bytes together. */
    private static final int MOST_FILES = 1_000;

    private static final long MOST_BYTES = 4 << 20;

    GateTree {
        names = List.copyOf(names);
        files = new TreeMap<>(files);
    }

    /** More than can be shown to it, or what cannot be shown. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** @throws Unusable if it would see too much, or what is no file */
    static GateTree of(Trees trees, RepoId repo, Oid commit, GateProgram program, List<PathPattern> reads) {
        List<String> names = new ArrayList<>();
        Map<String, byte[]> files = new TreeMap<>();
        long bytes = 0;
        trees.firstOdd(repo, commit, path -> isOwn(path) || PathPattern.any(reads, path))
                .ifPresent(odd -> {
                    throw new Unusable(
                            odd + ", but a gate file can read only files; commit a file, or leave the entry out of "
                                    + OWN + " and gate_file_reads");
                });
        for (Trees.TreeFile file : trees.files(repo, commit, MOST_NAMES + 1)) {
            String path = file.path();
            names.add(path);
            if (path.equals(program.file()) || isOwn(path) || PathPattern.any(reads, path)) {
                byte[] content = trees.file(repo, commit, path, MOST_BYTES + 1).orElse(new byte[0]);
                files.put(path, content);
                bytes += content.length;
                if (files.size() > MOST_FILES || bytes > MOST_BYTES) {
                    throw new Unusable("a gate file can read " + MOST_FILES + " files of 4 MiB in total; "
                            + "gate_file_reads and " + OWN + " have more");
                }
            }
        }
        if (names.size() > MOST_NAMES) {
            throw new Unusable("the repository has more than " + MOST_NAMES + " files");
        }
        return new GateTree(program, names, files);
    }

    /** Whether a path belongs to the gate file, or is in the way of what does. */
    static boolean isOwn(String path) {
        return path.startsWith(OWN) || (path + "/").equals(OWN);
    }

    /** The same with another text of the gate file. */
    GateTree with(String text) {
        Map<String, byte[]> changed = new TreeMap<>(files);
        changed.put(program.file(), text.getBytes(StandardCharsets.UTF_8));
        return new GateTree(program, names, changed);
    }

    /** Equal keys, equal documents. */
    byte[] key() {
        MessageDigest digest = sha256();
        add(digest, program.file());
        names.forEach(name -> add(digest, name));
        files.forEach((path, content) -> {
            add(digest, path);
            add(digest, Integer.toString(content.length));
            digest.update(content);
        });
        return digest.digest();
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
