package dev.cook.agents;

import dev.cook.domain.JobId;

/** Listens to what a job writes while it runs; called on the bridge's reading thread, so it must be quick. */
@FunctionalInterface
public interface OutputListener {
    OutputListener NONE = (_, _) -> {};

    void output(JobId job, byte[] bytes);
}
