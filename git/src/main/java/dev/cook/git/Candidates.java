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
        try (RepoLocks.Held _ = repos.locks().shared(repo);
                Quarantine quarantine = repos.quarantine(repo);
                RevWalk walk = new RevWalk(quarantine.repository())) {
            RevCommit into = walk.parseCommit(Ids.objectId(target));
            RevCommit tip = walk.parseCommit(Ids.objectId(branchTip));
            Optional<Merge> settled = withoutMerging(quarantine.repository(), into, tip);
            if (settled.isPresent()) {
                return settled.get();
            }
            Building building = new Building(repo, quarantine, walk, clock.instant());
            Merge merge =
                    switch (shape) {
                        case Shape.MergeCommit merged -> merged(building, into, tip, merged.message());
                        case Shape.Squashed squashed -> squashed(building, into, tip, squashed.message());
                        case Shape.Rebased rebased ->
                            new Rebase(this::askGit, quarantine.repository(), walk, building.at())
                                    .onto(building, into, tip, rebased.trailers());
                    };
            if (merge instanceof Merge.Merged) {
                quarantine.accept();
            }
            return merge;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
    }

    private Merge merged(Building building, RevCommit into, RevCommit tip, String message) throws IOException {
        return switch (mergeTrees(building, into, tip)) {
            case TreeMerge.Clean clean ->
                new Merge.Merged(Ids.oid(building.insert(
                        Signature.COOK.commit(clean.tree(), List.of(into, tip), message, building.at()))));
            case TreeMerge.Conflict conflict -> new Merge.Conflict(conflict.files());
        };
    }

    private Merge squashed(Building building, RevCommit into, RevCommit tip, String message) throws IOException {
        return switch (mergeTrees(building, into, tip)) {
            case TreeMerge.Conflict conflict -> new Merge.Conflict(conflict.files());
            case TreeMerge.Clean clean -> {
                if (clean.tree().equals(into.getTree())) {
                    yield new Merge.UpToDate();
                }
                CommitBuilder commit = Signature.COOK.commit(clean.tree(), List.of(into), message, building.at());
                commit.setAuthor(tip.getAuthorIdent());
                yield new Merge.Merged(Ids.oid(building.insert(commit)));
            }
        };
    }

    /** What can be said without merging: the branch is in the target, or has nothing to do with it. */
    private static Optional<Merge> withoutMerging(CookRepository repository, RevCommit into, RevCommit tip)
            throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit target = walk.parseCommit(into);
            RevCommit branch = walk.parseCommit(tip);
            if (walk.isMergedInto(branch, target)) {
                return Optional.of(new Merge.UpToDate());
            }
            walk.reset();
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(target);
            walk.markStart(branch);
            return walk.next() == null
                    ? Optional.of(new Merge.Conflict(List.of("(the branch has no history in common with the target)")))
                    : Optional.empty();
        }
    }

    /** What merging two commits makes of their trees. */
    sealed interface TreeMerge {
        record Clean(ObjectId tree) implements TreeMerge {}

        record Conflict(List<String> files) implements TreeMerge {}
    }

    /** Merges as C git does, with renames. */
    private TreeMerge mergeTrees(Building building, RevCommit ours, RevCommit theirs) throws IOException {
        Optional<RevCommit> base = onlyBase(building, ours, theirs);
        if (base.isPresent()) {
            Optional<ObjectId> tree = DisjointMerge.merge(
                    building.quarantine().repository(), base.get().getTree(), ours.getTree(), theirs.getTree());
            if (tree.isPresent()) {
                return new TreeMerge.Clean(tree.get());
            }
        }
        return askGit(building, ours, theirs);
    }

    /** The commit from which both come; empty where there are several, which git merges first. */
    private static Optional<RevCommit> onlyBase(Building building, ObjectId ours, ObjectId theirs) throws IOException {
        try (RevWalk walk = new RevWalk(building.quarantine().repository())) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(ours));
            walk.markStart(walk.parseCommit(theirs));
            RevCommit base = walk.next();
            return base == null || walk.next() != null
                    ? Optional.empty()
                    : Optional.of(building.walk().parseCommit(base));
        }
    }

    private TreeMerge askGit(Building building, ObjectId ours, ObjectId theirs) throws IOException {
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
