package dev.cook.merge;

import dev.cook.config.QueueConfig;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.util.Optional;

/** What commits say of the queue of a target whose tip they are. */
@FunctionalInterface
public interface QueueFiles {
    /** Empty: it is being read, and the store's wake-ups tell when it has been. */
    Optional<QueueConfig> of(RepoId repo, Oid commit);
}
