package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads what environments saved of their work: see {@link dev.cook.domain.AutosaveRef}. */
public final class SavedWork {
    /** Commits and files counted: beyond, "more than" says enough. */
    private static final int MOST = 1_000;

    private final GitRepos repos;

    public SavedWork(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * What a save holds that a branch does not.
     *
     * @param commits how many were not pushed
     * @param files paths that differ from the branch's tip
     * @param memory whether it holds what the agent itself remembers
     */
    public record Beyond(int commits, List<String> files, boolean memory) {
        public Beyond {
            files = List.copyOf(files);
        }

        /** Whether all was pushed. */
        public boolean nothing() {
            return commits == 0 && files.isEmpty();
        }

        /** One line for people, without the names of the files. */
        public String told() {
            return nothing()
                    ? "nothing that was not pushed"
                    : count(commits, "commit") + " and " + count(files.size(), "changed file")
                            + " that were not pushed";
        }

        private static String count(int number, String what) {
            return (number >= MOST ? "more than " + MOST : Integer.toString(number)) + " " + what
                    + (number == 1 ? "" : "s");
        }
    }

    /** Compares a save with the tip of its branch; empty: it is not there, or no save. */
    public Optional<Beyond> beyond(RepoId repo, Oid saved, Oid tip) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = new RevWalk(repository)) {
            RevCommit save = walk.parseCommit(Ids.objectId(saved));
            if (save.getParentCount() == 0) {
                return Optional.empty();
            }
            RevCommit pushed = walk.parseCommit(Ids.objectId(tip));
            List<String> files = files(walk, save, pushed);
            return Optional.of(new Beyond(commits(walk, save, pushed), files, save.getParentCount() > 1));
        } catch (MissingObjectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int commits(RevWalk walk, RevCommit save, RevCommit pushed) throws IOException {
        walk.markStart(walk.parseCommit(save.getParent(0)));
        walk.markUninteresting(pushed);
        int commits = 0;
        while (commits < MOST && walk.next() != null) {
            commits++;
        }
        return commits;
    }

    private static List<String> files(RevWalk walk, RevCommit save, RevCommit pushed) throws IOException {
        List<String> files = new ArrayList<>();
        try (TreeWalk trees = new TreeWalk(walk.getObjectReader())) {
            trees.addTree(pushed.getTree());
            trees.addTree(save.getTree());
            trees.setRecursive(true);
            trees.setFilter(TreeFilter.ANY_DIFF);
            while (files.size() < MOST && trees.next()) {
                files.add(trees.getPathString());
            }
        }
        return files;
    }
}
