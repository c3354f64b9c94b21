package dev.cook.http.terminal;

import dev.cook.agents.bridge.TerminalMode;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Job;
import java.util.function.BooleanSupplier;

/**
 * What a viewer may see in a terminal.
 *
 * @param what as people call it
 * @param mayWrite whether the viewer could type, if they wanted to
 * @param may whether it still is so; asks the database
 */
record TerminalPlace(Job job, String what, TerminalMode mode, boolean mayWrite, BooleanSupplier may) {
    EnvironmentId environment() {
        return job.environment();
    }
}
