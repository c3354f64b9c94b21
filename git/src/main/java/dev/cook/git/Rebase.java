package dev.cook.git;

import dev.cook.domain.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Makes the commits of a branch anew on another commit, one after the other. A merge in the branch is no commit of its own
 * there, so what it changed by itself would be lost; whether it is shows in the tree at the end, which is that of a merge of
 * both sides or the branch is not rebased.
 */
final class Rebase {
    /** Longer branches are squashed: each commit is a merge of its own. */
    private static final int MOST_COMMITS = 500;

    /** Conflicting files that are named: where it is, not a list to work through. */
    private static final int NAMED = 3;

    private final TreeMerging merging;
    private final RevWalk walk;
    private final Instant at;

    Rebase(TreeMerging merging, RevWalk walk, Instant at) {
        this.merging = merging;
        this.walk = walk;
        this.at = at;
    }

    /** How two commits are merged. */
    interface TreeMerging {
        GitMerge.Result merge(CandidateBuilder.Building building, ObjectId ours, ObjectId theirs) throws IOException;
    }

    /** What came of it. */
    sealed interface Result {
        /** The last commit; the target itself where nothing was new. */
        record Rebased(RevCommit last) implements Result {}

        record Impossible(String why) implements Result {}
    }

    /** A commit that is made anew. */
    private record Pick(RevCommit commit, ObjectId tree) {}

    /**
     * @param merged the tree that a merge of both sides has; empty where that conflicts, as it may over what the target took
     *     over from the branch, and one commit after the other may not
     * @param commits what the branch has and the target has not, parents first
     */
    Result onto(
            CandidateBuilder.Building building,
            RevCommit target,
            Optional<ObjectId> merged,
            List<RevCommit> commits,
            String trailers)
            throws IOException {
        if (commits.size() > MOST_COMMITS) {
            return new Result.Impossible("the branch has more than " + MOST_COMMITS + " commits");
        }
        List<Pick> picks = new ArrayList<>();
        List<RevCommit> leftOut = new ArrayList<>();
        ObjectId tree = target.getTree();
        for (RevCommit commit : commits) {
            if (commit.getParentCount() == 0) {
                return new Result.Impossible(
                        "the branch contains an unrelated history, which begins with " + shortId(commit));
            }
            if (isMerge(commit)) {
                leftOut.add(commit);
                continue;
            }
            RevCommit parent = walk.parseCommit(commit.getParent(0));
            switch (pick(building, tree, parent, commit)) {
                case GitMerge.Result.Conflict conflict -> {
                    return new Result.Impossible("commit " + shortId(commit) + " by itself conflicts in "
                            + String.join(
                                    ", ",
                                    conflict.files()
                                            .subList(
                                                    0,
                                                    Math.min(
                                                            NAMED,
                                                            conflict.files().size()))));
                }
                case GitMerge.Result.Clean clean -> {
                    // What was empty is meant to be; what is empty now is there already.
                    boolean isNew =
                            !clean.tree().equals(tree) || commit.getTree().equals(parent.getTree());
                    if (isNew) {
                        picks.add(new Pick(commit, clean.tree()));
                        tree = clean.tree();
                    } else {
                        leftOut.add(commit);
                    }
                }
            }
        }
        if (merged.isPresent() ? !tree.equals(merged.get()) : commits.stream().anyMatch(Rebase::isMerge)) {
            return new Result.Impossible("a merge commit in the branch changed files of its own");
        }
        return new Result.Rebased(write(building, target, picks, leftOut, trailers));
    }

    private RevCommit write(
            CandidateBuilder.Building building,
            RevCommit target,
            List<Pick> picks,
            List<RevCommit> leftOut,
            String trailers)
            throws IOException {
        RevCommit on = target;
        for (Pick pick : picks) {
            List<CommitMessage.Line> more =
                    pick.equals(picks.getLast()) ? onlyIn(leftOut, picks) : List.<CommitMessage.Line>of();
            String message = CommitMessage.parse(pick.commit().getFullMessage()).with(more, trailers);
            CommitBuilder made = CommitIdentity.COOK.commit(pick.tree(), List.of(on), message, at);
            made.setAuthor(People.author(pick.commit()));
            on = walk.parseCommit(building.insert(made));
        }
        return on;
    }

    /** People whom nothing that lands would name. */
    private static List<CommitMessage.Line> onlyIn(List<RevCommit> leftOut, List<Pick> picks) {
        List<RevCommit> landing = picks.stream().map(Pick::commit).toList();
        Set<String> named = new HashSet<>();
        for (RevCommit commit : landing) {
            named.add(People.coAuthor(People.author(commit)).meaning());
            CommitMessage.parse(commit.getFullMessage()).block().forEach(line -> named.add(line.meaning()));
        }
        return People.of(leftOut, People.author(landing.getLast())).stream()
                .filter(line -> !named.contains(line.meaning()))
                .toList();
    }

    /**
     * What a commit changes, on another tree: a merge of two commits made for it, whose only common ancestor has the files
     * from before the change.
     */
    private GitMerge.Result pick(CandidateBuilder.Building building, ObjectId on, RevCommit parent, RevCommit commit)
            throws IOException {
        if (parent.getTree().equals(on)) {
            return new GitMerge.Result.Clean(commit.getTree());
        }
        Optional<DisjointMerge.Trees> disjoint =
                DisjointMerge.of(walk.getObjectReader(), parent.getTree(), on, commit.getTree());
        if (disjoint.isPresent()) {
            building.insert(disjoint.get());
            return new GitMerge.Result.Clean(disjoint.get().top());
        }
        ObjectId before = building.insert(bare(parent.getTree(), List.of()));
        ObjectId ours = building.insert(bare(on, List.of(before)));
        ObjectId theirs = building.insert(bare(commit.getTree(), List.of(before)));
        return merging.merge(building, ours, theirs);
    }

    private static boolean isMerge(RevCommit commit) {
        return commit.getParentCount() > 1;
    }

    private static String shortId(RevCommit commit) {
        return commit.abbreviate(10).name() + " (" + Text.shortened(Text.printable(commit.getShortMessage()), 60) + ")";
    }

    private CommitBuilder bare(ObjectId tree, List<ObjectId> parents) {
        return CommitIdentity.COOK.commit(tree, parents, "for a merge", Instant.EPOCH);
    }
}
