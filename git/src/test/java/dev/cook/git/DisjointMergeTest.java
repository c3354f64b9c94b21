package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is merged without git is what git makes of it. */
class DisjointMergeTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "a-b", "a.b", "a0");

    @TempDir
    Path directory;

    @Test
    void anythingItMergesGitMergesAlike() throws Exception {
        long seed = Long.getLong("cook.seed", System.nanoTime() % 1_000_000);
        int cases = Integer.getInteger("cook.cases", 400);
        System.out.println("DisjointMergeTest: repeat with -Dcook.seed=" + seed);
        Random random = new Random(seed);
        try (Repository repository = new FileRepositoryBuilder()
                        .setGitDir(directory.toFile())
                        .setBare()
                        .build();
                RevWalk walk = new RevWalk(repository)) {
            repository.create(true);
            int merged = 0;
            for (int i = 0; i < cases; i++) {
                Map<String, String> files = files(random);
                Oid base = GitFixture.commit(repository, files);
                Map<String, String> left = touched(files, random);
                Oid ours = GitFixture.commit(repository, left, base);
                Map<String, String> right = touched(files, random);
                Oid theirs = GitFixture.commit(repository, right, base);
                Optional<ObjectId> made = DisjointMerge.of(
                                walk.getObjectReader(), tree(walk, base), tree(walk, ours), tree(walk, theirs))
                        .map(DisjointMerge.Trees::top);
                if (made.isPresent()) {
                    merged++;
                    assertThat(made)
                            .as("case %d of seed %d: %s and %s on %s", i, seed, left, right, files)
                            .isEqualTo(git(ours, theirs));
                }
            }
            assertThat(merged).as("merged of " + cases).isBetween(cases / 10, cases * 9 / 10);
        }
    }

    /** What C git makes of a pair; empty: a conflict, or a crash, of which git 2.39 has some. */
    private Optional<ObjectId> git(Oid ours, Oid theirs) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("git", "merge-tree", "--write-tree", ours.hex(), theirs.hex());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(ObjectId.fromString(output.strip())) : Optional.empty();
    }

    private static ObjectId tree(RevWalk walk, Oid commit) throws IOException {
        return walk.parseCommit(ObjectIds.objectId(commit)).getTree();
    }

    private static Map<String, String> files(Random random) {
        Map<String, String> files = new TreeMap<>(Map.of("kept", "kept\n"));
        for (int i = random.nextInt(1, 10); i > 0; i--) {
            put(files, path(random), text(random));
        }
        return files;
    }

    /** A side's changes: files and directories come, change, move and go. */
    private static Map<String, String> touched(Map<String, String> base, Random random) {
        Map<String, String> files = new TreeMap<>(base);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            List<String> there = new ArrayList<>(files.keySet());
            there.remove("kept");
            String some = there.isEmpty() ? path(random) : there.get(random.nextInt(there.size()));
            switch (random.nextInt(6)) {
                case 0, 1 -> put(files, path(random), text(random));
                case 2 -> files.computeIfPresent(some, (_, text) -> text + "more " + random.nextInt(3) + "\n");
                case 3 -> files.remove(some);
                case 4 -> {
                    String text = files.remove(some);
                    put(files, path(random), text == null ? text(random) : text);
                }
                default -> {
                    String from = some.contains("/") ? some.substring(0, some.indexOf('/') + 1) : some;
                    String to = path(random) + (from.endsWith("/") ? "/" : "");
                    for (String name :
                            there.stream().filter(name -> name.startsWith(from)).toList()) {
                        String text = files.remove(name);
                        put(files, to + name.substring(from.length()), text == null ? "" : text);
                    }
                }
            }
        }
        return files;
    }

    /** Puts a file where it can be: a name is a file or a directory, whichever came last. */
    private static void put(Map<String, String> files, String path, String text) {
        files.keySet().removeIf(other -> other.startsWith(path + "/") || path.startsWith(other + "/"));
        files.put(path, text);
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder(NAMES.get(random.nextInt(NAMES.size())));
        while (random.nextInt(3) > 0 && path.length() < 12) {
            path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
        }
        return path.toString();
    }

    /** One of a few texts, long enough for git to see that a changed copy is the same file. */
    private static String text(Random random) {
        int kind = random.nextInt(12);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 10; line++) {
            text.append("line ").append(line).append(" of text ").append(kind).append('\n');
        }
        return text.toString();
    }
}
