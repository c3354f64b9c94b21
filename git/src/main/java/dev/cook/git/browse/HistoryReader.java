package dev.cook.git.browse;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CommitLine;
import dev.cook.git.CookRepository;
import dev.cook.git.Deadline;
import dev.cook.git.GitRepos;
import dev.cook.git.ObjectIds;
import dev.cook.git.Walks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.StopWalkException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads histories: of a commit, and of what it has at a path. */
public final class HistoryReader {
    /** Commits of one part. */
    public static final int PART = 50;

    /** Commits that may come before a part: each part walks through all of them again. */
    public static final int FARTHEST = 10_000;

    /** How long a walk may take; a path that seldom changed has a long one. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    /** Bytes of a message that is shown. */
    private static final int LONGEST_MESSAGE = 64 * 1024;

    /** Parents of a commit that are shown. */
    private static final int MOST_PARENTS = 20;

    private final GitRepos repos;

    public HistoryReader(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * The commits that lead to one, as git log would list them, or those of them that changed a path.
     *
     * @param path empty: all commits
     * @param from how many are left out, at most {@link #FARTHEST}
     */
    public History read(RepoId repo, Oid commit, String path, int from) {
        Deadline deadline = Deadline.in(LONGEST);
        List<CommitLine> lines = new ArrayList<>();
        try (CookRepository repository = repos.view(repo, deadline);
                RevWalk walk = Walks.of(repository)) {
            if (!path.isEmpty()) {
                walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
                walk.setRewriteParents(false);
            }
            walk.setRevFilter(new Until(deadline));
            walk.markStart(walk.parseCommit(ObjectIds.objectId(commit)));
            int left = Math.min(from, FARTHEST);
            for (RevCommit next = walk.next(); next != null; next = walk.next()) {
                if (left-- > 0) {
                    continue;
                }
                if (lines.size() == PART) {
                    int end = from + PART;
                    return new History(lines, from, Optional.of(end).filter(far -> far <= FARTHEST), true);
                }
                lines.add(line(walk, next));
            }
        } catch (Deadline.Passed e) {
            return new History(lines, from, Optional.empty(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new History(lines, from, Optional.empty(), !deadline.hasPassed());
    }

    static CommitLine line(RevWalk walk, RevCommit commit) throws IOException {
        Walks.Said said = Walks.Said.by(walk, commit);
        return new CommitLine(
                ObjectIds.oid(commit),
                said.title(),
                said.author().getName(),
                said.committer().getWhenAsInstant());
    }

    /** Ends a walk at the deadline: with a path, a single step may go through all of history. */
    private static final class Until extends RevFilter {
        private final Deadline deadline;

        Until(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public boolean include(RevWalk walker, RevCommit commit) throws StopWalkException {
            if (deadline.hasPassed()) {
                throw StopWalkException.INSTANCE;
            }
            return true;
        }

        @Override
        public RevFilter clone() {
            return this;
        }

        @Override
        public boolean requiresCommitBody() {
            return false;
        }
    }

    /** What a commit says of itself. */
    public CommitDetail commit(RepoId repo, Oid id) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            RevCommit commit = walk.parseCommit(ObjectIds.objectId(id));
            Walks.Said said = Walks.Said.by(walk, commit);
            List<Oid> parents = new ArrayList<>();
            for (int i = 0; i < Math.min(commit.getParentCount(), MOST_PARENTS); i++) {
                parents.add(ObjectIds.oid(commit.getParent(i)));
            }
            String message = said.message();
            boolean cut = message.length() > LONGEST_MESSAGE;
            return new CommitDetail(
                    id,
                    parents,
                    person(said.author()),
                    person(said.committer()),
                    said.title(),
                    cut ? message.substring(0, LONGEST_MESSAGE) : message,
                    cut);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommitDetail.Person person(PersonIdent ident) {
        return new CommitDetail.Person(ident.getName(), ident.getEmailAddress(), ident.getWhenAsInstant());
    }
}
