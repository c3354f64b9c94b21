package dev.cook.git.diff;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.git.ObjectIds;
import dev.cook.git.Walks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * What became of a change between two versions of it: the earlier one is merged with what the later one was made on, and that is
 * compared with the later one. So what only came from there is not shown, whether the branch merged it or was rewritten.
 */
public final class Interdiff {
    /** Files that are merged: both the change and what it was made on touched them. Each is read three times. */
    private static final int MOST_MERGED = 200;

    private final GitRepos repos;
    private final Diffs diffs;

    public Interdiff(GitRepos repos, Diffs diffs) {
        this.repos = repos;
        this.diffs = diffs;
    }

    /**
     * A change as it was at one time.
     *
     * @param base what it was made on; empty: nothing
     */
    public record Version(Oid tip, Optional<Oid> base) {}

    /**
     * The files that differ.
     *
     * @param unmerged those of them that could not be merged: they are compared as the earlier version had them
     */
    public record Files(Diffs.Files list, int unmerged, Map<String, Merge> merges) {
        public Files {
            merges = Map.copyOf(merges);
        }
    }

    /** The contents of a file that are merged. */
    record Merge(ObjectId base, ObjectId earlier, ObjectId onto) {}

    /** @throws UncheckedIOException if a commit or a tree cannot be read */
    public Files files(RepoId repo, Version earlier, Version later) {
        try (CookRepository repository = repos.open(repo);
                RevWalk commits = Walks.of(repository);
                TreeWalk trees = new TreeWalk(commits.getObjectReader())) {
            add(trees, commits, earlier.base());
            add(trees, commits, Optional.of(earlier.tip()));
            add(trees, commits, later.base());
            add(trees, commits, Optional.of(later.tip()));
            trees.setRecursive(true);
            trees.setFilter(new Unsettled());
            return new Listing(trees).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(TreeWalk trees, RevWalk commits, Optional<Oid> commit) throws IOException {
        if (commit.isPresent()) {
            trees.addTree(commits.parseCommit(ObjectIds.objectId(commit.get())).getTree());
        } else {
            trees.addTree(new EmptyTreeIterator());
        }
    }

    /** Compares what a file would be with what it is. */
    public FileDiff compare(RepoId repo, Files files, ChangedFile file, Whitespace whitespace) {
        Optional<Merge> merge = Optional.ofNullable(files.merges().get(file.path()));
        if (merge.isEmpty()) {
            return diffs.compare(repo, List.of(file), whitespace).getFirst();
        }
        try (CookRepository repository = repos.open(repo);
                ObjectReader reader = repository.newObjectReader()) {
            byte[] merged = merged(reader, merge.get())
                    .orElseThrow(() -> new IllegalStateException(file.path() + " cannot be merged any more"));
            byte[] now = file.newContent().isPresent()
                    ? bytes(reader, ObjectIds.objectId(file.newContent().get())).orElse(new byte[0])
                    : new byte[0];
            return new LineDiff(merged, now, whitespace).compare();
        } catch (IOException e) {
            return new FileDiff.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** Leaves out what is the same in both versions, and what only came from what they were made on. */
    private static final class Unsettled extends TreeFilter {
        @Override
        public boolean include(TreeWalk walk) {
            boolean sameBase = same(walk, BASE, ONTO);
            boolean sameTip = same(walk, EARLIER, LATER);
            boolean untouched = same(walk, BASE, EARLIER) && same(walk, ONTO, LATER);
            boolean arrived = same(walk, EARLIER, ONTO) && sameTip;
            return !(sameBase && sameTip) && !untouched && !arrived;
        }

        @Override
        public boolean shouldBeRecursive() {
            return false;
        }

        @Override
        public TreeFilter clone() {
            return this;
        }
    }

    private static final int BASE = 0;
    private static final int EARLIER = 1;
    private static final int ONTO = 2;
    private static final int LATER = 3;

    private static boolean same(TreeWalk walk, int one, int other) {
        return walk.getRawMode(one) == walk.getRawMode(other) && walk.idEqual(one, other);
    }

    private static boolean isText(TreeWalk walk, int tree) {
        return (walk.getRawMode(tree) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
    }

    /** The files of one walk. */
    private static final class Listing {
        private final TreeWalk walk;
        private final List<ChangedFile> files = new ArrayList<>();
        private final Map<String, Merge> merges = new HashMap<>();
        private int unmerged;

        Listing(TreeWalk walk) {
            this.walk = walk;
        }

        Files read() throws IOException {
            boolean more = walk.next();
            for (; more && files.size() < Diffs.MOST_FILES; more = walk.next()) {
                look();
            }
            return new Files(new Diffs.Files(files, more), unmerged, merges);
        }

        private void look() throws IOException {
            if (same(walk, EARLIER, BASE)) {
                changed(ONTO);
            } else if (same(walk, ONTO, BASE) || same(walk, ONTO, EARLIER)) {
                changed(EARLIER);
            } else {
                merge();
            }
        }

        private void merge() throws IOException {
            Merge merge = new Merge(walk.getObjectId(BASE), walk.getObjectId(EARLIER), walk.getObjectId(ONTO));
            Optional<byte[]> merged =
                    merges.size() < MOST_MERGED && isText(walk, BASE) && isText(walk, EARLIER) && isText(walk, ONTO)
                            ? merged(walk.getObjectReader(), merge)
                            : Optional.empty();
            if (merged.isEmpty()
                    || (isText(walk, LATER) && readable(walk.getObjectId(LATER)).isEmpty())) {
                if (!same(walk, EARLIER, LATER)) {
                    add(EARLIER);
                    unmerged++;
                }
                return;
            }
            try (ObjectInserter.Formatter ids = new ObjectInserter.Formatter()) {
                if (isText(walk, LATER)
                        && ids.idFor(Constants.OBJ_BLOB, merged.get()).equals(walk.getObjectId(LATER))) {
                    return;
                }
            }
            add(EARLIER);
            if (isText(walk, LATER) || walk.getRawMode(LATER) == 0) {
                merges.put(walk.getPathString(), merge);
            }
        }

        private Optional<byte[]> readable(ObjectId blob) throws IOException {
            return bytes(walk.getObjectReader(), blob);
        }

        /** Adds the file, if the later version has something else than a tree. */
        private void changed(int before) {
            if (!same(walk, before, LATER)) {
                add(before);
            }
        }

        private void add(int before) {
            boolean was = walk.getRawMode(before) != 0;
            boolean is = walk.getRawMode(LATER) != 0;
            String path = walk.getPathString();
            files.add(new ChangedFile(
                    was ? is ? ChangedFile.Kind.MODIFIED : ChangedFile.Kind.DELETED : ChangedFile.Kind.ADDED,
                    was ? Optional.of(path) : Optional.empty(),
                    is ? Optional.of(path) : Optional.empty(),
                    walk.getRawMode(before),
                    walk.getRawMode(LATER),
                    was ? Optional.of(ObjectIds.oid(walk.getObjectId(before))) : Optional.empty(),
                    is ? Optional.of(ObjectIds.oid(walk.getObjectId(LATER))) : Optional.empty()));
        }
    }

    /** Empty where there is a conflict, or a content that is not text. */
    private static Optional<byte[]> merged(ObjectReader reader, Merge merge) throws IOException {
        Optional<byte[]> base = bytes(reader, merge.base());
        Optional<byte[]> earlier = bytes(reader, merge.earlier());
        Optional<byte[]> onto = bytes(reader, merge.onto());
        if (base.isEmpty() || earlier.isEmpty() || onto.isEmpty()) {
            return Optional.empty();
        }
        MergeResult<RawText> result = new MergeAlgorithm()
                .merge(
                        RawTextComparator.DEFAULT,
                        new RawText(base.get()),
                        new RawText(onto.get()),
                        new RawText(earlier.get()));
        if (result.containsConflicts()) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new MergeFormatter().formatMerge(out, result, List.of("base", "onto", "earlier"), StandardCharsets.UTF_8);
        return Optional.of(out.toByteArray());
    }

    /** Empty where its lines are not compared anywhere. */
    private static Optional<byte[]> bytes(ObjectReader reader, ObjectId blob) throws IOException {
        ObjectLoader loader = reader.open(blob, Constants.OBJ_BLOB);
        if (loader.getSize() > Diffs.MOST_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = loader.getCachedBytes(Diffs.MOST_BYTES);
        return RawText.isBinary(bytes) || new RawText(bytes).size() > Diffs.MOST_LINES
                ? Optional.empty()
                : Optional.of(bytes);
    }
}
