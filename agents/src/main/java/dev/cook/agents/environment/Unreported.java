package dev.cook.agents.environment;

import dev.cook.domain.Job;
import dev.cook.store.Tx;
import java.util.Optional;

/** Ends a job that does not report as it should: what was seen of it is all there is. */
@FunctionalInterface
public interface Unreported {
    /** @param failure why it failed; empty: it is lost with its environment */
    void end(Tx tx, Job job, Optional<String> failure);
}
