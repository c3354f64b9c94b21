package dev.cook.git;

import dev.cook.domain.Oid;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;

/** Makes the commits of a branch anew on another commit, one after the other. */
final class Rebase {
    /** Longer branches are merged or squashed: each commit is a merge of its own. */
    private static final int MOST_COMMITS = 500;

    private final TreeMerging merging;
    private final CookRepository repository;
    private final RevWalk walk;
    private final Instant at;

    Rebase(TreeMerging merging, CookRepository repository, RevWalk walk, Instant at) {
        this.merging = merging;
        this.repository = repository;
        this.walk = walk;
        this.at = at;
    }

    /** How two commits are merged. */
    interface TreeMerging {
        Candidates.TreeMerge merge(Candidates.Building building, ObjectId ours, ObjectId theirs) throws IOException;
    }

    Merge onto(Candidates.Building building, RevCommit target, RevCommit tip, String trailers) throws IOException {
        List<RevCommit> commits = commits(target, tip);
        if (commits.size() > MOST_COMMITS) {
            return new Merge.Conflict(List.of("(" + commits.size() + " commits are more than the " + MOST_COMMITS
                    + " that are rebased: squash them, or let the target land merges)"));
        }
        RevCommit on = target;
        for (RevCommit commit : commits) {
            switch (pick(building, on, commit)) {
                case Candidates.TreeMerge.Conflict conflict -> {
                    return new Merge.Conflict(conflict.files());
                }
                case Candidates.TreeMerge.Clean clean -> {
                    if (!clean.tree().equals(on.getTree())) {
                        on = walk.parseCommit(building.insert(again(commit, clean.tree(), on, trailers)));
                    }
                }
            }
        }
        Oid made = Ids.oid(on);
        return on.equals(target) ? new Merge.UpToDate() : new Merge.Merged(made);
    }

    /** What the branch has and the target has not, parents first, without merges. */
    private List<RevCommit> commits(RevCommit target, RevCommit tip) throws IOException {
        try (RevWalk found = new RevWalk(repository)) {
            found.sort(RevSort.TOPO);
            found.sort(RevSort.REVERSE, true);
            found.markStart(found.parseCommit(tip));
            found.markUninteresting(found.parseCommit(target));
            List<RevCommit> commits = new java.util.ArrayList<>();
            for (RevCommit commit = found.next(); commit != null; commit = found.next()) {
                if (commit.getParentCount() == 1) {
                    commits.add(walk.parseCommit(commit));
                }
            }
            return commits;
        }
    }

    /**
     * What a commit changes, on another one: a merge of two commits made for it, whose only common ancestor has the files
     * from before the change.
     */
    private Candidates.TreeMerge pick(Candidates.Building building, RevCommit on, RevCommit commit) throws IOException {
        RevCommit parent = walk.parseCommit(commit.getParent(0));
        if (parent.equals(on)) {
            return new Candidates.TreeMerge.Clean(commit.getTree());
        }
        Optional<DisjointMerge.Trees> disjoint =
                DisjointMerge.of(walk.getObjectReader(), parent.getTree(), on.getTree(), commit.getTree());
        if (disjoint.isPresent()) {
            building.insert(disjoint.get());
            return new Candidates.TreeMerge.Clean(disjoint.get().top());
        }
        ObjectId before = building.insert(bare(parent.getTree(), List.of()));
        ObjectId ours = building.insert(bare(on.getTree(), List.of(before)));
        ObjectId theirs = building.insert(bare(commit.getTree(), List.of(before)));
        return merging.merge(building, ours, theirs);
    }

    private CommitBuilder bare(ObjectId tree, List<ObjectId> parents) {
        return Signature.COOK.commit(tree, parents, "for a merge", Instant.EPOCH);
    }

    private CommitBuilder again(RevCommit commit, ObjectId tree, RevCommit on, String trailers) {
        CommitBuilder made =
                Signature.COOK.commit(tree, List.of(on), commit.getFullMessage().strip() + "\n\n" + trailers, at);
        PersonIdent author = commit.getAuthorIdent();
        made.setAuthor(author);
        return made;
    }
}
