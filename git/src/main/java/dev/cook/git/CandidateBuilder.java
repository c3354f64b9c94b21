package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** Builds the commits that would land: merges without a work tree. */
public final class CandidateBuilder {
    /** For a merge that git itself does: one of a hundred thousand changed files takes some ten seconds. */
    public static final Duration LONGEST_MERGE = Duration.ofSeconds(60);

    /** Bytes of messages that are read of one branch to be squashed or rebased: more than anybody has written. */
    private static final long MOST_MESSAGES = 32L << 20;

    private final GitRepos repos;
    private final Duration longestMerge;
    private final Clock clock;
    private final GitMerge git;

    /** With as much time as servers give that do not say otherwise. */
    public CandidateBuilder(GitRepos repos, Clock clock) {
        this(repos, LONGEST_MERGE, clock);
    }

    /** @param longestMerge how long git may take to merge a branch */
    public CandidateBuilder(GitRepos repos, Duration longestMerge, Clock clock) {
        this.repos = repos;
        this.longestMerge = longestMerge;
        this.clock = clock;
        this.git = new GitMerge(repos, longestMerge);
    }

    /** Merges a branch into its target, by Cook and now. */
    public Merge build(RepoId repo, Oid target, Oid branchTip, String message) {
        return build(repo, target, branchTip, new LandingShape.MergeCommit(message));
    }

    /** Puts a branch on its target. What it makes is on disk before this returns, but nothing refers to it. */
    public Merge build(RepoId repo, Oid target, Oid branchTip, LandingShape shape) {
        try (RepoLocks.Held _ = repos.locks().shared(repo)) {
            Bases bases = bases(repo, target, branchTip);
            if (bases.first().isEmpty()) {
                return new Merge.Conflict(List.of("(the branch has no history in common with the target)"));
            }
            if (bases.first().get().equals(ObjectIds.objectId(branchTip))) {
                return new Merge.UpToDate();
            }
            Optional<Merge> disjoint = disjoint(repo, target, branchTip, bases, shape);
            return disjoint.isPresent() ? disjoint.get() : inQuarantine(repo, target, branchTip, bases, shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What needs no git, as no path changed on both sides; the commits of a rebase are picked one by one. */
    private Optional<Merge> disjoint(RepoId repo, Oid target, Oid branchTip, Bases bases, LandingShape shape)
            throws IOException {
        if (bases.only().isEmpty() || shape instanceof LandingShape.Rebased) {
            return Optional.empty();
        }
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            RevCommit into = walk.parseCommit(ObjectIds.objectId(target));
            RevCommit tip = walk.parseCommit(ObjectIds.objectId(branchTip));
            Optional<DisjointMerge.Trees> trees = DisjointMerge.of(
                    walk.getObjectReader(),
                    walk.parseCommit(bases.only().get()).getTree(),
                    into.getTree(),
                    tip.getTree());
            if (trees.isEmpty()) {
                return Optional.empty();
            }
            if (isNothing(shape, trees.get().top(), into)) {
                return Optional.of(new Merge.UpToDate());
            }
            try (NewPack pack = new NewPack(repos, repo)) {
                trees.get().insert(pack);
                ObjectId commit =
                        pack.insert(commit(repository, shape, trees.get().top(), into, tip, clock.instant()));
                pack.flush();
                return Optional.of(new Merge.Merged(ObjectIds.oid(commit)));
            }
        }
    }

    /** The newest commits that two histories have in common. */
    private record Bases(Optional<ObjectId> first, boolean several) {
        /** Several bases are merged first, by git. */
        Optional<ObjectId> only() {
            return several ? Optional.empty() : first;
        }
    }

    private Bases bases(RepoId repo, Oid target, Oid branchTip) throws IOException {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(ObjectIds.objectId(target)));
            walk.markStart(walk.parseCommit(ObjectIds.objectId(branchTip)));
            Optional<ObjectId> first = Optional.ofNullable(walk.next()).map(RevCommit::getId);
            return new Bases(first, first.isPresent() && walk.next() != null);
        }
    }

    /** A merge that conflicts leaves objects that nobody needs. */
    private Merge inQuarantine(RepoId repo, Oid target, Oid branchTip, Bases bases, LandingShape shape)
            throws IOException {
        try (Quarantine quarantine = repos.quarantine(repo);
                ObjectInserter inserter = quarantine.newInserter();
                RevWalk walk = Walks.withMessages(quarantine.repository())) {
            RevCommit into = walk.parseCommit(ObjectIds.objectId(target));
            RevCommit tip = walk.parseCommit(ObjectIds.objectId(branchTip));
            Building building = new Building(
                    repo,
                    quarantine,
                    inserter,
                    walk,
                    clock.instant(),
                    System.nanoTime() + longestMerge.toNanos(),
                    into,
                    tip);
            Merge merge =
                    switch (mergeOf(building, bases, shape)) {
                        case GitMerge.Result.Conflict conflict ->
                            conflicting(building, conflict.files(), into, tip, shape);
                        case GitMerge.Result.Clean clean -> shaped(building, clean.tree(), into, tip, shape);
                    };
            if (merge instanceof Merge.Merged) {
                quarantine.accept();
            }
            return merge;
        }
    }

    /**
     * Where a commit is made.
     *
     * @param deadline of the machine's own clock: the merges of a rebase share the time of one
     * @param into the target, whose attributes say how files are merged
     */
    record Building(
            RepoId repo,
            Quarantine quarantine,
            ObjectInserter inserter,
            RevWalk walk,
            Instant at,
            long deadline,
            RevCommit into,
            RevCommit tip) {
        /** The target's attributes as a file, written when they are first needed; gone with the quarantine. */
        Path attributes() throws IOException {
            Path file = quarantine.objects().resolve("info").resolve("target-attributes");
            if (Files.notExists(file)) {
                Files.writeString(file, MergeAttributes.of(walk.getObjectReader(), into.getTree(), tip.getTree()));
            }
            return file;
        }

        Duration timeLeft() {
            return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }

        /** With what was inserted before it: git and the walk find it from now on. */
        ObjectId insert(CommitBuilder commit) throws IOException {
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }

        /** The same for trees on which more is built. */
        void insert(DisjointMerge.Trees trees) throws IOException {
            trees.insert(inserter);
            inserter.flush();
        }
    }

    /** What a merge of both sides makes; whatever lands of the branch has this tree. */
    private GitMerge.Result mergeOf(Building building, Bases bases, LandingShape shape) throws IOException {
        if (bases.only().isPresent() && shape instanceof LandingShape.Rebased) {
            RevCommit base = building.walk().parseCommit(bases.only().get());
            Optional<DisjointMerge.Trees> trees = DisjointMerge.of(
                    building.walk().getObjectReader(),
                    base.getTree(),
                    building.into().getTree(),
                    building.tip().getTree());
            if (trees.isPresent()) {
                building.insert(trees.get());
                return new GitMerge.Result.Clean(trees.get().top());
            }
        }
        return git.merge(building, building.into(), building.tip());
    }

    private Merge shaped(Building building, ObjectId tree, RevCommit into, RevCommit tip, LandingShape shape)
            throws IOException {
        return switch (shape) {
            case LandingShape.Rebased rebased -> rebased(building, tree, into, tip, rebased);
            case LandingShape.MergeCommit _, LandingShape.Squashed _ ->
                isNothing(shape, tree, into)
                        ? new Merge.UpToDate()
                        : new Merge.Merged(ObjectIds.oid(building.insert(
                                commit(building.quarantine().repository(), shape, tree, into, tip, building.at()))));
        };
    }

    private Merge rebased(Building building, ObjectId tree, RevCommit into, RevCommit tip, LandingShape.Rebased shape)
            throws IOException {
        return switch (onto(building, Optional.of(tree), into, tip, shape)) {
            case Rebase.Result.Rebased made -> merged(made, into);
            case Rebase.Result.Impossible impossible ->
                switch (shaped(building, tree, into, tip, shape.squashed())) {
                    case Merge.Merged squashed ->
                        new Merge.Merged(
                                squashed.commit(),
                                Optional.of(
                                        "squashed into one commit, because a rebase would not have the same result as a merge: "
                                                + impossible.why()));
                    case Merge other -> other;
                };
        };
    }

    /** What is left where a merge of both sides conflicts: nothing, unless each commit can be put on the target alone. */
    private Merge conflicting(Building building, List<String> files, RevCommit into, RevCommit tip, LandingShape shape)
            throws IOException {
        if (shape instanceof LandingShape.Rebased rebased
                && onto(building, Optional.empty(), into, tip, rebased) instanceof Rebase.Result.Rebased made) {
            return merged(made, into);
        }
        return new Merge.Conflict(files);
    }

    private Rebase.Result onto(
            Building building, Optional<ObjectId> tree, RevCommit into, RevCommit tip, LandingShape.Rebased shape)
            throws IOException {
        List<RevCommit> commits = commits(building.quarantine().repository(), building.walk(), into, tip);
        if (commits.stream().mapToLong(commit -> commit.getRawBuffer().length).sum() >= MOST_MESSAGES) {
            return new Rebase.Result.Impossible(
                    "its commit messages have more than " + MOST_MESSAGES + " bytes in total");
        }
        return new Rebase(git::merge, building.walk(), building.at())
                .onto(building, into, tree, commits, shape.trailers());
    }

    private static Merge merged(Rebase.Result.Rebased made, RevCommit into) {
        return made.last().equals(into) ? new Merge.UpToDate() : new Merge.Merged(ObjectIds.oid(made.last()));
    }

    /** What the branch has and the target has not, parents first; of very many, or very large ones, the newest. */
    private static List<RevCommit> commits(CookRepository repository, RevWalk into, RevCommit target, RevCommit tip)
            throws IOException {
        try (RevWalk found = Walks.of(repository)) {
            found.sort(RevSort.TOPO);
            found.markStart(found.parseCommit(tip));
            found.markUninteresting(found.parseCommit(target));
            List<RevCommit> commits = new ArrayList<>();
            long bytes = 0;
            for (RevCommit commit = found.next();
                    commit != null && commits.size() < Squash.MOST_COMMITS && bytes < MOST_MESSAGES;
                    commit = found.next()) {
                RevCommit parsed = into.parseCommit(commit);
                into.parseBody(parsed);
                bytes += parsed.getRawBuffer().length;
                commits.add(parsed);
            }
            return commits.reversed();
        }
    }

    /** A merge says that two histories are one, also where no file changes. */
    private static boolean isNothing(LandingShape shape, ObjectId tree, RevCommit into) {
        return !(shape instanceof LandingShape.MergeCommit) && tree.equals(into.getTree());
    }

    /** The one commit that lands. */
    private static CommitBuilder commit(
            CookRepository repository, LandingShape shape, ObjectId tree, RevCommit into, RevCommit tip, Instant at)
            throws IOException {
        return switch (shape) {
            case LandingShape.MergeCommit merge ->
                CommitIdentity.COOK.commit(tree, List.of(into, tip), merge.message(), at);
            case LandingShape.Squashed squashed -> {
                try (RevWalk walk = Walks.withMessages(repository)) {
                    Squash squash =
                            Squash.of(commits(repository, walk, into, tip), squashed.title(), squashed.trailers());
                    CommitBuilder commit = CommitIdentity.COOK.commit(tree, List.of(into), squash.message(), at);
                    commit.setAuthor(squash.author());
                    yield commit;
                }
            }
            case LandingShape.Rebased _ -> throw new IllegalArgumentException("a rebase makes many commits");
        };
    }
}
