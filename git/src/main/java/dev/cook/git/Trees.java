package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.TreeEntry;
import dev.cook.store.Known;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads commits and files. What is <em>known</em> may also be asked for in transactions, which git itself has no place in. */
public final class Trees {
    /** Small files that are remembered: configurations at the tips of targets. */
    private static final int MOST_FILES = 200;

    private static final int MOST_TREES = 2_000;

    /** Lists of files that are remembered; each may name a thousand. */
    private static final int MOST_LISTS = 50;

    private final GitRepos repos;
    private final Known<FileOf, TreeEntry> files;
    private final Known<CommitOf, Oid> trees;
    private final Known<ChangesOf, List<String>> changes;

    private record FileOf(RepoId repo, Oid commit, String path, long maxBytes) {}

    private record CommitOf(RepoId repo, Oid commit) {}

    private record ChangesOf(RepoId repo, Oid from, Oid to, int limit) {}

    public Trees(GitRepos repos) {
        this.repos = repos;
        this.files = new Known<>(MOST_FILES, at -> entry(at.repo(), at.commit(), at.path(), at.maxBytes()));
        this.trees = new Known<>(MOST_TREES, at -> tree(at.repo(), at.commit()));
        this.changes = new Known<>(MOST_LISTS, at -> changed(at.repo(), at.from(), at.to(), at.limit()));
    }

    /** As {@link #entry}, of a file that is small. */
    public TreeEntry knownEntry(RepoId repo, Oid commit, String path, long maxBytes) {
        return files.of(new FileOf(repo, commit, path, maxBytes));
    }

    /** As {@link #tree}. */
    public Oid knownTree(RepoId repo, Oid commit) {
        return trees.of(new CommitOf(repo, commit));
    }

    /** As {@link #changed}. */
    public List<String> knownChanged(RepoId repo, Oid from, Oid to, int limit) {
        return changes.of(new ChangesOf(repo, from, to, limit));
    }

    /** The first {@code maxBytes} bytes of a file in a commit; empty where there is no such file. */
    public Optional<byte[]> file(RepoId repo, Oid commit, String path, long maxBytes) {
        return switch (entry(repo, commit, path, maxBytes)) {
            case TreeEntry.File(byte[] bytes) -> Optional.of(bytes);
            case TreeEntry.Nothing _, TreeEntry.Other _ -> Optional.empty();
        };
    }

    /** What a commit has at a path; of a file its first {@code maxBytes} bytes. */
    public TreeEntry entry(RepoId repo, Oid commit, String path, long maxBytes) {
        return read(repo, (repository, walk) -> {
            RevCommit parsed = walk.parseCommit(ObjectIds.objectId(commit));
            try (TreeWalk found = TreeWalk.forPath(walk.getObjectReader(), path, parsed.getTree())) {
                if (found == null) {
                    return new TreeEntry.Nothing();
                }
                int type = found.getFileMode(0).getBits() & FileMode.TYPE_MASK;
                if (type != FileMode.TYPE_FILE) {
                    return new TreeEntry.Other(kind(type));
                }
                try (InputStream content = walk.getObjectReader()
                        .open(found.getObjectId(0), Constants.OBJ_BLOB)
                        .openStream()) {
                    return new TreeEntry.File(content.readNBytes((int) Math.min(maxBytes, Integer.MAX_VALUE - 8)));
                }
            }
        });
    }

    /** The commit that a submodule is at; empty where there is none at this path. */
    public Optional<Oid> submodule(RepoId repo, Oid commit, String path) {
        return read(repo, (repository, walk) -> {
            RevCommit parsed = walk.parseCommit(ObjectIds.objectId(commit));
            try (TreeWalk found = TreeWalk.forPath(walk.getObjectReader(), path, parsed.getTree())) {
                return found != null && FileMode.GITLINK.equals(found.getRawMode(0))
                        ? Optional.of(ObjectIds.oid(found.getObjectId(0)))
                        : Optional.empty();
            }
        });
    }

    private static String kind(int type) {
        return switch (type) {
            case FileMode.TYPE_SYMLINK -> "a symbolic link";
            case FileMode.TYPE_TREE -> "a directory";
            case FileMode.TYPE_GITLINK -> "a submodule";
            default -> "something unknown";
        };
    }

    /** The first path, in the order of the tree, that is meant and is a link or a submodule. */
    public Optional<String> firstOdd(RepoId repo, Oid commit, Predicate<String> meant) {
        return read(repo, (repository, walk) -> {
            try (TreeWalk found = new TreeWalk(walk.getObjectReader())) {
                found.addTree(walk.parseCommit(ObjectIds.objectId(commit)).getTree());
                found.setRecursive(true);
                while (found.next()) {
                    int type = found.getRawMode(0) & FileMode.TYPE_MASK;
                    if (type != FileMode.TYPE_FILE && meant.test(found.getPathString())) {
                        return Optional.of(found.getPathString() + " is " + kind(type));
                    }
                }
                return Optional.empty();
            }
        });
    }

    /** A file of a commit. */
    public record TreeFile(String path, Oid blob) {}

    /** The files of a commit in the order of the tree, without links and submodules, at most {@code limit}. */
    public List<TreeFile> files(RepoId repo, Oid commit, int limit) {
        return read(repo, (repository, walk) -> {
            List<TreeFile> files = new ArrayList<>();
            try (TreeWalk found = new TreeWalk(walk.getObjectReader())) {
                found.addTree(walk.parseCommit(ObjectIds.objectId(commit)).getTree());
                found.setRecursive(true);
                while (files.size() < limit && found.next()) {
                    if ((found.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE) {
                        files.add(new TreeFile(found.getPathString(), ObjectIds.oid(found.getObjectId(0))));
                    }
                }
            }
            return files;
        });
    }

    /** The first file, by its path, that differs between two commits and is meant; empty: none is. */
    public Optional<String> firstChanged(RepoId repo, Oid from, Oid to, Predicate<String> meant) {
        return read(repo, (repository, walk) -> {
            try (TreeWalk trees = new TreeWalk(walk.getObjectReader())) {
                trees.addTree(walk.parseCommit(ObjectIds.objectId(from)).getTree());
                trees.addTree(walk.parseCommit(ObjectIds.objectId(to)).getTree());
                trees.setRecursive(true);
                trees.setFilter(TreeFilter.ANY_DIFF);
                while (trees.next()) {
                    if (meant.test(trees.getPathString())) {
                        return Optional.of(trees.getPathString());
                    }
                }
                return Optional.empty();
            }
        });
    }

    /** The tree of a commit: equal ids, equal files. */
    public Oid tree(RepoId repo, Oid commit) {
        return read(
                repo,
                (repository, walk) -> ObjectIds.oid(
                        walk.parseCommit(ObjectIds.objectId(commit)).getTree()));
    }

    /** The files that differ between two commits, in the order of the tree, at most {@code limit}. */
    public List<String> changed(RepoId repo, Oid from, Oid to, int limit) {
        return read(repo, (repository, walk) -> {
            List<String> paths = new ArrayList<>();
            try (TreeWalk both = new TreeWalk(walk.getObjectReader())) {
                both.addTree(walk.parseCommit(ObjectIds.objectId(from)).getTree());
                both.addTree(walk.parseCommit(ObjectIds.objectId(to)).getTree());
                both.setRecursive(true);
                both.setFilter(TreeFilter.ANY_DIFF);
                while (paths.size() < limit && both.next()) {
                    paths.add(both.getPathString());
                }
            }
            return paths;
        });
    }

    /**
     * A file that differs between two commits.
     *
     * @param line its modes, its contents and its path: equal lines, equal changes
     */
    public record Difference(String path, String line) {}

    /** All files that differ between two commits, in the order of the tree. */
    public void differences(RepoId repo, Oid from, Oid to, Consumer<Difference> each) {
        read(repo, (repository, walk) -> {
            try (TreeWalk both = new TreeWalk(walk.getObjectReader())) {
                both.addTree(walk.parseCommit(ObjectIds.objectId(from)).getTree());
                both.addTree(walk.parseCommit(ObjectIds.objectId(to)).getTree());
                both.setRecursive(true);
                both.setFilter(TreeFilter.ANY_DIFF);
                while (both.next()) {
                    String path = both.getPathString();
                    each.accept(new Difference(
                            path,
                            both.getRawMode(0) + " " + both.getObjectId(0).name() + " " + both.getRawMode(1) + " "
                                    + both.getObjectId(1).name() + " " + path + "\0"));
                }
                return Optional.empty();
            }
        });
    }

    /**
     * Repositories in a commit that {@code .gitmodules} does not name, so that nobody finds out where their files are; at most
     * {@code limit}. Those that are in another commit as well are somebody's old habit.
     */
    public List<String> strayRepositories(RepoId repo, Oid commit, Oid before, int limit) {
        Set<String> named = file(repo, commit, Constants.DOT_GIT_MODULES, SubmoduleRules.LONGEST)
                .map(SubmoduleRules::paths)
                .orElse(Set.of());
        return read(repo, (repository, walk) -> {
            List<String> stray = new ArrayList<>();
            try (TreeWalk both = new TreeWalk(walk.getObjectReader())) {
                both.addTree(walk.parseCommit(ObjectIds.objectId(before)).getTree());
                both.addTree(walk.parseCommit(ObjectIds.objectId(commit)).getTree());
                both.setRecursive(true);
                both.setFilter(TreeFilter.ANY_DIFF);
                while (stray.size() < limit && both.next()) {
                    if (both.getFileMode(1).equals(FileMode.GITLINK)
                            && !both.getFileMode(0).equals(FileMode.GITLINK)
                            && !named.contains(both.getPathString())) {
                        stray.add(both.getPathString());
                    }
                }
            }
            return stray;
        });
    }

    /** A commit from which the histories of two went apart; empty: they have nothing in common. */
    public Optional<Oid> mergeBase(RepoId repo, Oid one, Oid other) {
        return read(repo, (repository, walk) -> {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(ObjectIds.objectId(one)));
            walk.markStart(walk.parseCommit(ObjectIds.objectId(other)));
            return Optional.ofNullable(walk.next()).map(ObjectIds::oid);
        });
    }

    /** Whether {@code ancestor} is {@code commit} or part of its history. */
    public boolean isAncestor(RepoId repo, Oid ancestor, Oid commit) {
        return read(
                repo,
                (repository, walk) -> walk.isMergedInto(
                        walk.parseCommit(ObjectIds.objectId(ancestor)), walk.parseCommit(ObjectIds.objectId(commit))));
    }

    /** A commit and its history, newest first, at most {@code limit}. */
    public List<CommitLine> log(RepoId repo, Oid from, int limit) {
        return read(repo, (repository, walk) -> lines(walk, limit, from, Optional.empty()));
    }

    /** The commits of {@code from} that are not in {@code without}, newest first, at most {@code limit}. */
    public List<CommitLine> log(RepoId repo, Oid from, Oid without, int limit) {
        return read(repo, (repository, walk) -> lines(walk, limit, from, Optional.of(without)));
    }

    private static List<CommitLine> lines(RevWalk walk, int limit, Oid from, Optional<Oid> without) throws IOException {
        walk.markStart(walk.parseCommit(ObjectIds.objectId(from)));
        if (without.isPresent()) {
            walk.markUninteresting(walk.parseCommit(ObjectIds.objectId(without.get())));
        }
        List<CommitLine> lines = new ArrayList<>();
        for (RevCommit commit = walk.next(); commit != null && lines.size() < limit; commit = walk.next()) {
            Walks.Said said = Walks.Said.by(walk, commit);
            lines.add(new CommitLine(
                    ObjectIds.oid(commit),
                    said.title(),
                    said.author().getName(),
                    said.committer().getWhenAsInstant()));
        }
        return lines;
    }

    /** Whether an object is there, of whatever kind. */
    public boolean exists(RepoId repo, Oid id) {
        return read(repo, (repository, walk) -> repository.getObjectDatabase().has(ObjectIds.objectId(id)));
    }

    /** The commit that an id stands for: itself, or what a tag names in the end; empty where it is none or not there. */
    public Optional<Oid> commit(RepoId repo, Oid id) {
        return read(repo, (repository, walk) -> {
            try {
                return walk.peel(walk.parseAny(ObjectIds.objectId(id))) instanceof RevCommit commit
                        ? Optional.of(ObjectIds.oid(commit))
                        : Optional.empty();
            } catch (MissingObjectException e) {
                return Optional.empty();
            }
        });
    }

    private interface Reading<T> {
        T read(CookRepository repository, RevWalk walk) throws IOException;
    }

    private <T> T read(RepoId repo, Reading<T> reading) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            return reading.read(repository, walk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
