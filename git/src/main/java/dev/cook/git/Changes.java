package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads what a branch changes. */
public final class Changes {
    private final GitRepos repos;

    public Changes(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * The files that differ between a branch and where it left its target, sorted; a renamed file is two of them.
     *
     * @param most how many are worth knowing
     * @return empty where there are more, or the two have no history in common
     */
    public Optional<List<String>> of(RepoId repo, Oid target, Oid branchTip, int most) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = new RevWalk(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(Ids.objectId(target)));
            walk.markStart(walk.parseCommit(Ids.objectId(branchTip)));
            RevCommit base = walk.next();
            if (base == null) {
                return Optional.empty();
            }
            try (TreeWalk files = new TreeWalk(walk.getObjectReader())) {
                files.addTree(walk.parseTree(base));
                files.addTree(walk.parseTree(Ids.objectId(branchTip)));
                files.setRecursive(true);
                files.setFilter(TreeFilter.ANY_DIFF);
                List<String> paths = new ArrayList<>();
                while (files.next()) {
                    if (paths.size() == most) {
                        return Optional.empty();
                    }
                    paths.add(files.getPathString());
                }
                return Optional.of(paths);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
