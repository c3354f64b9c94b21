package dev.cook.agents.output;

import dev.cook.domain.EnvironmentJob;

/** Listens to what a job writes while it runs; called on the bridge's reading thread, so it must be quick. */
@FunctionalInterface
public interface OutputListener {
    OutputListener NONE = (_, _) -> {};

    /** @param job one whose environment wrote it; see {@code bridge.OwnJobs} */
    void output(EnvironmentJob job, byte[] bytes);
}
