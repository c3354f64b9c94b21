package dev.cook.agents.bridge;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.store.Store;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which jobs an environment may speak of. Whoever works in it can open a window of any name, so a name alone proves
 * nothing.
 */
@FunctionalInterface
public interface OwnJobs {
    /** Those of the named jobs that are the environment's own and not over. */
    Set<JobId> among(EnvironmentId environment, Set<JobId> named);

    /** Nobody's, where nothing is heard. */
    OwnJobs NONE = (_, _) -> Set.of();

    /** As the rows say at the moment of the question. */
    static OwnJobs of(Store store) {
        return (environment, named) -> store.read(tx -> tx.jobs().open(environment)).stream()
                .map(Job::id)
                .filter(named::contains)
                .collect(Collectors.toUnmodifiableSet());
    }
}
