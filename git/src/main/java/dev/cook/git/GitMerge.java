package dev.cook.git;

import dev.cook.domain.Text;
import dev.cook.store.WorkFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.eclipse.jgit.lib.ObjectId;

/** Merges trees as C git does, with renames, by asking it. */
final class GitMerge {
    /** Conflicting files beyond this are not told one by one. */
    private static final int MOST_FILES = 1_000;

    private static final int MERGED = 0;
    private static final int CONFLICTING = 1;

    /** By the kernel, where the machine has no memory left, or by a person. */
    private static final int KILLED = 128 + 9;

    /** Ended by its own assertion, as git 2.39 does over some renames: no use to ask it again. */
    private static final int CRASHED = 128 + 6;

    /** Merges that git does at one time: each takes a core, and memory that is not the server's own. */
    private static final int MERGES_AT_ONCE = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final GitRepos repos;
    private final Duration longest;
    private final Semaphore merges = new Semaphore(MERGES_AT_ONCE, true);

    /** @param longest how long git may take to merge a branch, as it is told to people */
    GitMerge(GitRepos repos, Duration longest) {
        this.repos = repos;
        this.longest = longest;
    }

    /** What merging two commits makes of their trees. */
    sealed interface Result {
        record Clean(ObjectId tree) implements Result {}

        record Conflict(List<String> files) implements Result {}
    }

    /** Merges the trees of two commits; what git writes goes to the quarantine. */
    Result merge(CandidateBuilder.Building building, ObjectId ours, ObjectId theirs) throws IOException {
        // What git writes is forced to disk when it leaves the quarantine.
        Path attributes = building.attributes();
        GitCommand.Ended ended = inTurn(() -> new GitCommand(scratch(), building.timeLeft())
                .withAttributes(attributes)
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
                                theirs.name())));
        List<String> fields = List.of(ended.output().split("\0"));
        return switch (ended.status()) {
            case MERGED ->
                new Result.Clean(ObjectId.fromString(fields.getFirst().strip()));
            case CONFLICTING -> new Result.Conflict(files(fields));
            case CRASHED ->
                new Result.Conflict(List.of("(git crashed while merging; rebase the branch onto the target yourself)"));
            case GitCommand.OVER_ITS_TIME ->
                new Result.Conflict(List.of("(merging took git longer than " + longest.toSeconds() + " s)"));
            case KILLED ->
                throw new WorkFailed("git was killed while merging, most likely because the machine ran out of memory");
            default ->
                throw new WorkFailed("git could not merge the branch (exit status " + ended.status() + "): "
                        + Text.shortened(Text.printable(ended.errors()), 500));
        };
    }

    private interface Asking {
        GitCommand.Ended ask() throws IOException;
    }

    private GitCommand.Ended inTurn(Asking asking) throws IOException {
        try {
            merges.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before git merged", e);
        }
        try {
            return asking.ask();
        } finally {
            merges.release();
        }
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
