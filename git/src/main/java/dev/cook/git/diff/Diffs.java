package dev.cook.git.diff;

import dev.cook.domain.LfsObject;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.git.LfsPointer;
import dev.cook.git.ObjectIds;
import dev.cook.git.Walks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.StopWalkException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads what differs between two commits, within bounds: branches may hold anything. */
public final class Diffs {
    /** Files that are listed. */
    public static final int MOST_FILES = 3_000;

    /** Files that were added and deleted, up to which renamed ones are looked for: each is compared with each. */
    private static final int MOST_RENAMES = 100;

    /** Bytes of a file that is compared with others to find out whether it was renamed: all of them are read for each window. */
    private static final int MOST_RENAMED_BYTES = 128 * 1024;

    /** Bytes of a file that is compared. */
    static final int MOST_BYTES = 1 << 20;

    /** Lines of a file that is compared. */
    static final int MOST_LINES = 20_000;

    /** Bytes of an image that is shown. */
    private static final int MOST_IMAGE_BYTES = 256 * 1024;

    private final GitRepos repos;

    public Diffs(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * The files that differ, in the order of the tree.
     *
     * @param cut whether there are more
     */
    public record Files(List<ChangedFile> files, boolean cut) {
        public Files {
            files = List.copyOf(files);
        }
    }

    /**
     * Lists the files that differ between two commits.
     *
     * @param from empty: all files of the other one are new
     * @throws UncheckedIOException if a commit or a tree cannot be read
     */
    public Files files(RepoId repo, Optional<Oid> from, Oid to) {
        try (CookRepository repository = repos.open(repo);
                RevWalk commits = Walks.of(repository);
                TreeWalk trees = new TreeWalk(commits.getObjectReader())) {
            if (from.isPresent()) {
                trees.addTree(
                        commits.parseCommit(ObjectIds.objectId(from.get())).getTree());
            } else {
                trees.addTree(new EmptyTreeIterator());
            }
            trees.addTree(commits.parseCommit(ObjectIds.objectId(to)).getTree());
            trees.setRecursive(true);
            AtMost some = new AtMost();
            trees.setFilter(AndTreeFilter.create(TreeFilter.ANY_DIFF, some));
            List<DiffEntry> entries = DiffEntry.scan(trees);
            if (!some.stopped) {
                entries = renamed(repository, commits.getObjectReader(), entries);
            }
            return new Files(entries.stream().map(Diffs::file).toList(), some.stopped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<DiffEntry> renamed(CookRepository repository, ObjectReader reader, List<DiffEntry> entries)
            throws IOException {
        RenameDetector detector = new RenameDetector(repository);
        detector.setRenameLimit(MOST_RENAMES);
        detector.setSkipContentRenamesForBinaryFiles(true);
        detector.setBigFileThreshold(MOST_RENAMED_BYTES);
        detector.addAll(entries);
        try {
            return detector.compute(reader, NullProgressMonitor.INSTANCE);
        } catch (CanceledException e) {
            throw new IllegalStateException("a search for renamed files was canceled, which nobody can do", e);
        }
    }

    /** Ends a walk at {@link #MOST_FILES}. */
    private static final class AtMost extends TreeFilter {
        private int files;
        private boolean stopped;

        @Override
        public boolean include(TreeWalk walk) throws StopWalkException {
            if (!walk.isSubtree() && ++files > MOST_FILES) {
                stopped = true;
                throw StopWalkException.INSTANCE;
            }
            return true;
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

    private static ChangedFile file(DiffEntry entry) {
        boolean added = entry.getChangeType() == DiffEntry.ChangeType.ADD;
        boolean deleted = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
        return new ChangedFile(
                switch (entry.getChangeType()) {
                    case ADD -> ChangedFile.Kind.ADDED;
                    case DELETE -> ChangedFile.Kind.DELETED;
                    case MODIFY -> ChangedFile.Kind.MODIFIED;
                    case RENAME -> ChangedFile.Kind.RENAMED;
                    case COPY -> ChangedFile.Kind.COPIED;
                },
                added ? Optional.empty() : Optional.of(entry.getOldPath()),
                deleted ? Optional.empty() : Optional.of(entry.getNewPath()),
                added ? 0 : entry.getOldMode().getBits(),
                deleted ? 0 : entry.getNewMode().getBits(),
                added ? Optional.empty() : Optional.of(oid(entry.getOldId().toObjectId())),
                deleted ? Optional.empty() : Optional.of(oid(entry.getNewId().toObjectId())));
    }

    private static Oid oid(ObjectId id) {
        return new Oid(id.name());
    }

    /**
     * The commit that another one was made on; empty: it is the first of its history.
     *
     * @throws UncheckedIOException if the commit cannot be read
     */
    public Optional<Oid> firstParent(RepoId repo, Oid commit) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            RevCommit parsed = walk.parseCommit(ObjectIds.objectId(commit));
            return parsed.getParentCount() == 0
                    ? Optional.empty()
                    : Optional.of(oid(parsed.getParent(0).getId()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares the contents of files; the answers are in the order of the files. */
    public List<FileDiff> compare(RepoId repo, List<ChangedFile> files, Whitespace whitespace) {
        try (CookRepository repository = repos.open(repo);
                ObjectReader reader = repository.newObjectReader()) {
            List<FileDiff> compared = new ArrayList<>();
            for (ChangedFile file : files) {
                compared.add(compare(reader, file, whitespace));
            }
            return compared;
        }
    }

    private static FileDiff compare(ObjectReader reader, ChangedFile file, Whitespace whitespace) {
        if (file.sameContent()) {
            return new FileDiff.SameContent();
        }
        boolean wasModule = FileMode.GITLINK.equals(file.oldMode());
        boolean isModule = FileMode.GITLINK.equals(file.newMode());
        if (wasModule || isModule) {
            return new FileDiff.Submodule(
                    wasModule ? file.oldContent() : Optional.empty(), isModule ? file.newContent() : Optional.empty());
        }
        try {
            return compare(content(reader, file.oldContent()), content(reader, file.newContent()), whitespace);
        } catch (MissingObjectException e) {
            return new FileDiff.Unreadable("object " + e.getObjectId().name() + " is missing");
        } catch (IOException e) {
            return new FileDiff.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** @param bytes empty where there are more than are compared */
    private record Content(long size, Optional<byte[]> bytes) {
        static final Content NONE = new Content(0, Optional.of(new byte[0]));

        boolean isText() {
            return bytes.filter(RawText::isBinary).isEmpty();
        }

        Optional<Long> largeFile() {
            return bytes.flatMap(LfsPointer::read).map(LfsObject::size);
        }
    }

    private static Content content(ObjectReader reader, Optional<Oid> blob) throws IOException {
        if (blob.isEmpty()) {
            return Content.NONE;
        }
        AnyObjectId id = ObjectIds.objectId(blob.get());
        ObjectLoader loader = reader.open(id, Constants.OBJ_BLOB);
        return new Content(
                loader.getSize(),
                loader.getSize() > MOST_BYTES ? Optional.empty() : Optional.of(loader.getCachedBytes(MOST_BYTES)));
    }

    private static FileDiff compare(Content before, Content after, Whitespace whitespace) {
        if (before.largeFile().isPresent() || after.largeFile().isPresent()) {
            return new FileDiff.LargeFile(before.largeFile(), after.largeFile());
        }
        if (!before.isText() || !after.isText()) {
            return new FileDiff.Binary(
                    before.size(), after.size(), after.bytes().flatMap(Diffs::image));
        }
        if (before.bytes().isEmpty() || after.bytes().isEmpty()) {
            return new FileDiff.TooLarge(before.size(), after.size());
        }
        LineDiff lines = new LineDiff(before.bytes().get(), after.bytes().get(), whitespace);
        return lines.lines() > MOST_LINES ? new FileDiff.TooLarge(before.size(), after.size()) : lines.compare();
    }

    /** By its first bytes: what a name says proves nothing. */
    private static Optional<FileDiff.Image> image(byte[] bytes) {
        if (bytes.length > MOST_IMAGE_BYTES) {
            return Optional.empty();
        }
        return ImageType.of(bytes).map(type -> new FileDiff.Image(type, new FileDiff.Bytes(bytes)));
    }
}
