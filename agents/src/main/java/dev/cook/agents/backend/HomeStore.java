package dev.cook.agents.backend;

import dev.cook.domain.PersistentId;
import java.util.Set;

/**
 * What a backend can do beyond {@link Backend}: keep a home directory for environments that come one after the other. An
 * environment whose {@link LaunchSpec} names one has it as its HOME; launching it ends whatever had it before.
 */
public interface HomeStore {
    /** What one holds on disk, in bytes; 0 where it was never used. */
    long bytes(PersistentId id);

    /** Ends what runs in one and removes its files. */
    void discard(PersistentId id);

    /** Those of this server that are there. */
    Set<PersistentId> persistent();
}
