package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** Builds the commits that would land: merges without a work tree. */
public final class Candidates {
    /** Conflicting files beyond this are not told one by one. */
    private static final int MOST_FILES = 1_000;

    private static final int MERGED = 0;
    private static final int CONFLICTING = 1;

    /** Ended by its own assertion, as git 2.39 does over some renames: no use to ask it again. */
    private static final int CRASHED = 128 + 6;

    private final GitRepos repos;
    private final Clock clock;

    public Candidates(GitRepos repos, Clock clock) {
        this.repos = repos;
        this.clock = clock;
    }

    /** Merges a branch into its target, by Cook and now. */
    public Merge build(RepoId repo, Oid target, Oid branchTip, String message) {
        return build(repo, target, branchTip, new Shape.MergeCommit(message));
    }

    /** Puts a branch on its target. What it makes is on disk before this returns, but nothing refers to it. */
    public Merge build(RepoId repo, Oid target, Oid branchTip, Shape shape) {
        try (RepoLocks.Held _ = repos.locks().shared(repo)) {
            Optional<Merge> simple = simple(repo, target, branchTip, shape);
            return simple.isPresent() ? simple.get() : inQuarantine(repo, target, branchTip, shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What needs no git: there is nothing to merge, or no path changed on both sides. */
    private Optional<Merge> simple(RepoId repo, Oid target, Oid branchTip, Shape shape) throws IOException {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = new RevWalk(repository)) {
            RevCommit into = walk.parseCommit(Ids.objectId(target));
            RevCommit tip = walk.parseCommit(Ids.objectId(branchTip));
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(into);
            walk.markStart(tip);
            RevCommit base = walk.next();
            if (base == null) {
                return Optional.of(
                        new Merge.Conflict(List.of("(the branch has no history in common with the target)")));
            }
            if (base.equals(tip)) {
                return Optional.of(new Merge.UpToDate());
            }
            // Several bases are merged first, and the commits of a rebase one by one.
            if (shape instanceof Shape.Rebased || walk.next() != null) {
                return Optional.empty();
            }
            Optional<DisjointMerge.Trees> trees =
                    DisjointMerge.of(walk.getObjectReader(), base.getTree(), into.getTree(), tip.getTree());
            return trees.isEmpty()
                    ? Optional.empty()
                    : Optional.of(write(repository, repo, into, tip, shape, trees.get()));
        }
    }

    private Merge write(
            CookRepository repository,
            RepoId repo,
            RevCommit into,
            RevCommit tip,
            Shape shape,
            DisjointMerge.Trees trees)
            throws IOException {
        Optional<CommitBuilder> commit = commit(shape, trees.top(), into, tip, clock.instant());
        if (commit.isEmpty()) {
            return new Merge.UpToDate();
        }
        try (LooseObjects objects = new LooseObjects(repos.directory(repo), repository)) {
            for (byte[] tree : trees.trees()) {
                objects.insert(Constants.OBJ_TREE, tree);
            }
            ObjectId id = objects.insert(Constants.OBJ_COMMIT, commit.get().build());
            objects.force();
            return new Merge.Merged(Ids.oid(id));
        }
    }

    /** Asks git, whose conflicts leave objects that nobody needs. */
    private Merge inQuarantine(RepoId repo, Oid target, Oid branchTip, Shape shape) throws IOException {
        try (Quarantine quarantine = repos.quarantine(repo);
                RevWalk walk = new RevWalk(quarantine.repository())) {
            RevCommit into = walk.parseCommit(Ids.objectId(target));
            RevCommit tip = walk.parseCommit(Ids.objectId(branchTip));
            Building building = new Building(repo, quarantine, walk, clock.instant());
            Merge merge = shape instanceof Shape.Rebased rebased
                    ? new Rebase(this::mergeTrees, quarantine.repository(), walk, building.at())
                            .onto(building, into, tip, rebased.trailers())
                    : merged(building, into, tip, shape);
            if (merge instanceof Merge.Merged) {
                quarantine.accept();
            }
            return merge;
        }
    }

    /** Where a commit is made. */
    record Building(RepoId repo, Quarantine quarantine, RevWalk walk, Instant at) {
        ObjectId insert(CommitBuilder commit) throws IOException {
            try (ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
                ObjectId id = inserter.insert(commit);
                inserter.flush();
                return id;
            }
        }

        void insert(DisjointMerge.Trees trees) throws IOException {
            try (ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
                trees.insert(inserter);
                inserter.flush();
            }
        }
    }

    private Merge merged(Building building, RevCommit into, RevCommit tip, Shape shape) throws IOException {
        return switch (mergeTrees(building, into, tip)) {
            case TreeMerge.Conflict conflict -> new Merge.Conflict(conflict.files());
            case TreeMerge.Clean clean -> {
                Optional<CommitBuilder> commit = commit(shape, clean.tree(), into, tip, building.at());
                yield commit.isEmpty()
                        ? new Merge.UpToDate()
                        : new Merge.Merged(Ids.oid(building.insert(commit.get())));
            }
        };
    }

    /** The one commit that lands; empty where it would change nothing. */
    private static Optional<CommitBuilder> commit(
            Shape shape, ObjectId tree, RevCommit into, RevCommit tip, Instant at) {
        return switch (shape) {
            case Shape.MergeCommit merge ->
                Optional.of(Signature.COOK.commit(tree, List.of(into, tip), merge.message(), at));
            case Shape.Squashed squashed -> {
                CommitBuilder commit = Signature.COOK.commit(tree, List.of(into), squashed.message(), at);
                commit.setAuthor(tip.getAuthorIdent());
                yield Optional.of(commit).filter(made -> !tree.equals(into.getTree()));
            }
            case Shape.Rebased _ -> throw new IllegalArgumentException("a rebase makes many commits");
        };
    }

    /** What merging two commits makes of their trees. */
    sealed interface TreeMerge {
        record Clean(ObjectId tree) implements TreeMerge {}

        record Conflict(List<String> files) implements TreeMerge {}
    }

    /** Merges as C git does, with renames. */
    private TreeMerge mergeTrees(Building building, ObjectId ours, ObjectId theirs) throws IOException {
        // What git writes is forced to disk when it leaves the quarantine.
        GitCommand.Ended ended = new GitCommand(scratch())
                .run(
                        building.quarantine().objects(),
                        repos.directory(building.repo()).objects(),
                        List.of(
                                "merge-tree",
                                "--write-tree",
                                "--name-only",
                                "--no-messages",
                                "-z",
                                ours.name(),
                                theirs.name()));
        List<String> fields = List.of(ended.output().split("\0"));
        return switch (ended.status()) {
            case MERGED ->
                new TreeMerge.Clean(ObjectId.fromString(fields.getFirst().strip()));
            case CONFLICTING -> new TreeMerge.Conflict(files(fields));
            case CRASHED ->
                new TreeMerge.Conflict(
                        List.of("(git itself fails to merge these: put the branch on the target by hand)"));
            default ->
                throw new IllegalStateException("git merge-tree of " + ours.name() + " and " + theirs.name()
                        + " ended with " + ended.status() + ": "
                        + Text.shortened(Text.printable(ended.errors()), 500));
        };
    }

    /** A repository for C git to stand in: without refs, and without the guard that makes it refuse the real one. */
    private Path scratch() throws IOException {
        Path scratch = repos.scratch();
        if (Files.notExists(scratch.resolve("HEAD"))) {
            Files.createDirectories(scratch.resolve("objects"));
            Files.createDirectories(scratch.resolve("refs"));
            Files.writeString(scratch.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
            Files.writeString(scratch.resolve("HEAD"), "ref: refs/heads/none\n");
        }
        return scratch;
    }

    private static List<String> files(List<String> fields) {
        List<String> files = new ArrayList<>();
        for (String field : fields.subList(1, fields.size())) {
            if (field.isEmpty()) {
                break;
            }
            if (files.size() == MOST_FILES) {
                files.add("and more");
                break;
            }
            files.add(Text.printable(field));
        }
        return files;
    }
}
