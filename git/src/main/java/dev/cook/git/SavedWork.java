package dev.cook.git;

import static java.util.stream.Collectors.joining;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads what environments saved of their work: see {@link dev.cook.domain.AutosaveRef}. */
public final class SavedWork {
    /** Commits and files counted: beyond, "more than" says enough. */
    private static final int MOST = 1_000;

    /** Other commits that a sentence names. */
    private static final int NAMED = 5;

    /** Lines of a list that an environment wrote, and characters of each: its script writes fewer. */
    private static final int MOST_LINES = 60;

    private static final int LONGEST_LINE = 200;

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
     * @param others commits beside HEAD that nothing pushed holds: stashes, other branches and worktrees, what was amended
     * @param leftOut files and directories that it does not hold
     */
    public record Beyond(int commits, List<String> files, boolean memory, List<String> others, List<String> leftOut) {
        public Beyond {
            files = List.copyOf(files);
            others = List.copyOf(others);
            leftOut = List.copyOf(leftOut);
        }

        /** Whether all was pushed. */
        public boolean nothing() {
            return commits == 0 && files.isEmpty() && others.isEmpty();
        }

        /** One line for people, without the names of the files. */
        public String told() {
            return nothing()
                    ? "no unpushed work"
                    : count(commits, "unpushed commit") + " and " + count(files.size(), "changed file") + beside();
        }

        private String beside() {
            return others.isEmpty()
                    ? ""
                    : ", and also "
                            + others.stream().map(Beyond::name).limit(NAMED).collect(joining(", "))
                            + (others.size() > NAMED ? " and " + (others.size() - NAMED) + " more" : "");
        }

        /** What a commit is, without its id, but with it where it has no other name. */
        private static String name(String other) {
            String[] words = other.split(" ", 4);
            String name = words.length < 3 ? other : words[2].replaceFirst(":$", "");
            return words.length < 3
                    ? other
                    : switch (words[1]) {
                        case "stash" -> name;
                        case "branch", "worktree" -> words[1] + " " + name;
                        default -> "commit " + Text.shortened(words[0], 10);
                    };
        }

        private static String count(int number, String what) {
            return (number >= MOST ? "more than " + MOST : Integer.toString(number)) + " " + what
                    + (number == 1 ? "" : "s");
        }
    }

    /** Compares a save with the tip of its branch; empty: it is not there, or no save. */
    public Optional<Beyond> beyond(RepoId repo, Oid saved, Oid tip) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            RevCommit save = walk.parseCommit(ObjectIds.objectId(saved));
            if (save.getParentCount() == 0) {
                return Optional.empty();
            }
            RevCommit pushed = walk.parseCommit(ObjectIds.objectId(tip));
            List<String> files = files(walk, save, pushed);
            boolean memory = false;
            List<String> others = List.of();
            for (int i = 1; i < save.getParentCount(); i++) {
                RevCommit parent = walk.parseCommit(save.getParent(i));
                memory |= parent.getParentCount() == 0;
                others = parent.getParentCount() == 0 ? others : lines(walk, parent);
            }
            return Optional.of(new Beyond(commits(walk, save, pushed), files, memory, others, lines(walk, save)));
        } catch (MissingObjectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a commit that an environment wrote lists in its message: the last paragraph of at least two. */
    private static List<String> lines(RevWalk walk, RevCommit commit) throws IOException {
        walk.parseBody(commit);
        String[] paragraphs = commit.getFullMessage().strip().split("\n\n");
        return paragraphs.length < 2
                ? List.of()
                : paragraphs[paragraphs.length - 1]
                        .lines()
                        .limit(MOST_LINES)
                        .map(line -> Text.shortened(Text.printable(line), LONGEST_LINE))
                        .toList();
    }

    /**
     * Whether a save holds nothing that a commit does not: then nothing is lost with it.
     *
     * @param landed commits with all their history
     */
    public boolean addsNothing(RepoId repo, Oid saved, List<Oid> landed) {
        try (CookRepository repository = repos.open(repo);
                ObjectWalk walk = new ObjectWalk(repository)) {
            RevCommit save = walk.parseCommit(ObjectIds.objectId(saved));
            if (save.getParentCount() == 0) {
                return false;
            }
            walk.markStart(save);
            for (Oid commit : landed) {
                RevCommit kept = walk.parseCommit(ObjectIds.objectId(commit));
                walk.markUninteresting(kept);
                walk.markUninteresting(kept.getTree());
            }
            // HEAD may be an earlier commit of that history; whether it is one the walk tells.
            walk.markUninteresting(walk.parseCommit(save.getParent(0)).getTree());
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                if (!commit.equals(save)) {
                    return false;
                }
            }
            return walk.nextObject() == null;
        } catch (MissingObjectException e) {
            return false;
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
