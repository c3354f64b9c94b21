package dev.cook.git;

import dev.cook.domain.RepoId;
import dev.cook.store.CachedRead;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Looks at a repository within seconds of its getting many packs, and through all of them now and then, one at a time, for those that
 * have become slow; and removes those that were purged, as soon as nothing of them runs.
 */
public final class MaintenanceController {
    /** For what nobody told of, as objects that C git wrote; seldom enough to cost nothing. */
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Store store;
    private final Isolation isolation;
    private final GitRepos repos;
    private final Maintenance maintenance;
    private final Clock clock;
    private final CachedRead<List<RepoId>> removable;
    private Instant looked = Instant.EPOCH;

    public MaintenanceController(Store store, GitRepos repos, Maintenance maintenance, Clock clock) {
        this.store = store;
        this.repos = repos;
        this.isolation = store.isolation("upkeep");
        this.maintenance = maintenance;
        this.clock = clock;
        this.removable = new CachedRead<>(
                store,
                tx -> tx.deletedRepos().removable(),
                // None may be removable because something of one still runs.
                _ -> false,
                Set.of(Topic.REPOS),
                Set.of(Topic.ENVIRONMENTS));
    }

    /** Starts looking, until the controller is closed. */
    public Controller start() {
        return Controller.start(isolation, store.wakeups().watch(Topic.REPOS), this::pass);
    }

    private void pass() {
        isolation.each(
                "remove a purged repository", removable.get(), repo -> Subject.of("repository " + repo), this::remove);
        isolation.each(
                "pack it", List.copyOf(repos.crowded()), repo -> Subject.of("repository " + repo), this::packIfNeeded);
        Instant now = clock.instant();
        if (looked.plus(EVERY).isAfter(now)) {
            return;
        }
        looked = now;
        isolation.each("pack it", store.read(tx -> tx.repos().list()), Subject::of, repo -> packIfNeeded(repo.id()));
        store.change(tx -> {
            tx.tokens().sweepLogins();
            tx.testHistory().forget();
        });
    }

    private void packIfNeeded(RepoId repo) {
        switch (maintenance.need(repo)) {
            case NOTHING -> {}
            case FOLD -> maintenance.fold(repo);
            case REPACK ->
                maintenance.run(repo, store.read(tx -> tx.candidates().openCommits(repo)));
        }
    }

    /** Its directory first: a server that is killed between the two finds the row, and does it again. */
    private void remove(RepoId repo) {
        try (RepoLocks.Held _ = repos.locks().exclusive(repo)) {
            repos.remove(repo);
        }
        store.change(tx -> tx.deletedRepos().purge(repo));
    }
}
