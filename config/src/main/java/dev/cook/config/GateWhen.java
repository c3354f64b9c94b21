package dev.cook.config;

import java.util.List;

/**
 * What must be so for a gate to run at all, beside its paths; lists that are empty ask for nothing.
 *
 * @param branches patterns of branch names, as in {@code paths}
 * @param startedBy names of who started the work
 * @param agents names of agents that did the work
 */
public record GateWhen(List<PathPattern> branches, List<String> startedBy, List<String> agents) {
    /** Nothing is asked for. */
    public static final GateWhen ALWAYS = new GateWhen(List.of(), List.of(), List.of());

    public GateWhen {
        branches = List.copyOf(branches);
        startedBy = List.copyOf(startedBy);
        agents = List.copyOf(agents);
    }
}
