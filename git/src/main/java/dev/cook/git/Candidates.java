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

    private final GitRepos repos;
    private final Clock clock;

    public Candidates(GitRepos repos, Clock clock) {
        this.repos = repos;
        this.clock = clock;
    }

    /** Like the other, by Cook and now. */
    public Merge build(RepoId repo, Oid target, Oid branchTip, String message) {
        return build(repo, target, branchTip, message, Signature.COOK, clock.instant());
    }

    /**
     * Merges a branch into its target: always a commit of its own, also where the target could just move on. It is on
     * disk before this returns, but nothing refers to it.
     */
    public Merge build(RepoId repo, Oid target, Oid branchTip, String message, Signature by, Instant at) {
        try (RepoLocks.Held _ = repos.locks().shared(repo);
                Quarantine quarantine = repos.quarantine(repo)) {
            Optional<Merge> settled = withoutMerging(quarantine.repository(), target, branchTip);
            if (settled.isPresent()) {
                return settled.get();
            }
            GitCommand.Ended ended = mergeTree(repo, quarantine, target, branchTip);
            List<String> fields = List.of(ended.output().split("\0"));
            return switch (ended.status()) {
                case MERGED -> {
                    Oid commit =
                            commit(quarantine, new Oid(fields.getFirst().strip()), target, branchTip, message, by, at);
                    quarantine.accept();
                    yield new Merge.Merged(commit);
                }
                case CONFLICTING -> new Merge.Conflict(files(fields));
                default ->
                    throw new IllegalStateException("git merge-tree of " + target + " and " + branchTip + " ended with "
                            + ended.status() + ": " + Text.shortened(Text.printable(ended.errors()), 500));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What can be said without merging: the branch is in the target, or has nothing to do with it. */
    private static Optional<Merge> withoutMerging(CookRepository repository, Oid target, Oid branchTip)
            throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit into = walk.parseCommit(Ids.objectId(target));
            RevCommit tip = walk.parseCommit(Ids.objectId(branchTip));
            if (walk.isMergedInto(tip, into)) {
                return Optional.of(new Merge.UpToDate());
            }
            walk.reset();
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(into);
            walk.markStart(tip);
            return walk.next() == null
                    ? Optional.of(new Merge.Conflict(List.of("(the branch has no history in common with the target)")))
                    : Optional.empty();
        }
    }

    private GitCommand.Ended mergeTree(RepoId repo, Quarantine quarantine, Oid target, Oid branchTip)
            throws IOException {
        // What git writes is forced to disk when it leaves the quarantine.
        return new GitCommand(scratch())
                .run(
                        quarantine.objects(),
                        repos.directory(repo).objects(),
                        List.of(
                                "merge-tree",
                                "--write-tree",
                                "--name-only",
                                "--no-messages",
                                "-z",
                                target.hex(),
                                branchTip.hex()));
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

    private static Oid commit(
            Quarantine quarantine, Oid tree, Oid target, Oid branchTip, String message, Signature by, Instant at)
            throws IOException {
        try (ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
            ObjectId commit = inserter.insert(
                    by.commit(Ids.objectId(tree), List.of(Ids.objectId(target), Ids.objectId(branchTip)), message, at));
            inserter.flush();
            return Ids.oid(commit);
        }
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
