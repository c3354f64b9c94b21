package dev.cook.domain;

import java.util.List;

/**
 * A gate as a candidate's plan has it.
 *
 * @param definition all that the target said of it, as JSON
 * @param argv the command, word by word; empty where none is run
 * @param needs names of gates that have to pass first
 * @param required whether its failure keeps the commit out
 * @param retries how often a failure is tried again
 */
public record PlannedGate(
        String name,
        GateKind kind,
        String definition,
        List<String> argv,
        List<String> needs,
        boolean required,
        int retries,
        int timeoutSeconds) {
    public PlannedGate {
        argv = List.copyOf(argv);
        needs = List.copyOf(needs);
    }

    /** A command with nothing else said of it. */
    public static PlannedGate command(String name, List<String> argv, int timeoutSeconds) {
        return new PlannedGate(name, GateKind.COMMAND, "{}", argv, List.of(), true, 0, timeoutSeconds);
    }
}
