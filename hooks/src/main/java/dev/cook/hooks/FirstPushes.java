package dev.cook.hooks;

import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.git.GitRepos;
import dev.cook.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pushes to repositories that a push made. Such a repository is taken back when the last push to it is over and left nothing:
 * git begins a large push over HTTP with an empty one, which must not take the repository from the one that follows.
 */
final class FirstPushes {
    private final Store store;
    private final GitRepos repos;

    /** How many pushes there are to each such repository. */
    private final Map<RepoId, Integer> pushes = new HashMap<>();

    private long takenBack;

    FirstPushes(Store store, GitRepos repos) {
        this.store = store;
        this.repos = repos;
    }

    /** How many repositories were taken back so far: read it before looking for one. */
    synchronized long takenBack() {
        return takenBack;
    }

    /** Makes a repository for a push, which calls {@link #end} when it is over. */
    synchronized Optional<Repo> begin(Supplier<Optional<Repo>> make) {
        Optional<Repo> made = make.get();
        made.ifPresent(repo -> pushes.put(repo.id(), 1));
        return made;
    }

    /**
     * Another push to a repository that was found.
     *
     * @param before {@link #takenBack} before it was looked for
     * @return false: it may have been taken back meanwhile, so it has to be looked for again
     */
    synchronized boolean join(RepoId repo, long before) {
        if (takenBack != before) {
            return false;
        }
        pushes.computeIfPresent(repo, (_, others) -> others + 1);
        return true;
    }

    /** A push is over. */
    synchronized void end(RepoId repo) {
        Integer left = pushes.computeIfPresent(repo, (_, others) -> others - 1);
        if (left == null || left > 0) {
            return;
        }
        pushes.remove(repo);
        if (store.write(tx -> tx.repos().deleteIfNeverPushed(repo))) {
            takenBack++;
            repos.remove(repo);
        }
    }
}
