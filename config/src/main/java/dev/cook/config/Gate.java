package dev.cook.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A named function that a target asks for: it takes a commit and answers with the same commit, another one, or a failure.
 *
 * @param needs names of the gates that must pass first
 * @param paths patterns of files; the gate matters only where one of them changed. Empty: always
 * @param retries how often a failure is tried again; a pass after one is recorded as a flake
 * @param timeout the longest that one run may take
 * @param environment where it runs; empty: the repository's default
 * @param required whether its failure keeps the commit out
 * @param judges what an earlier answer has to have been about to be good again
 */
public record Gate(
        String name,
        GateWork work,
        List<String> needs,
        List<PathPattern> paths,
        GateWhen when,
        int retries,
        Duration timeout,
        Optional<String> environment,
        boolean required,
        Judges judges) {
    public Gate {
        needs = List.copyOf(needs);
        paths = List.copyOf(paths);
    }

    /** A command with nothing else said of it. */
    public static Gate command(String name, List<String> argv, Duration timeout) {
        return new Gate(
                name,
                new GateWork.Command(argv),
                List.of(),
                List.of(),
                GateWhen.ALWAYS,
                0,
                timeout,
                Optional.empty(),
                true,
                Judges.COMMIT);
    }

    /** The same gates in an order in which each comes after those that it needs, else as they were. */
    public static List<Gate> inOrder(List<Gate> gates) {
        List<Gate> ordered = new ArrayList<>();
        List<Gate> left = new ArrayList<>(gates);
        while (!left.isEmpty()) {
            Set<String> waiting = left.stream().map(Gate::name).collect(Collectors.toSet());
            Gate next = left.stream()
                    .filter(gate -> gate.needs().stream().noneMatch(waiting::contains))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("needs go in a circle among " + waiting));
            ordered.add(next);
            left.remove(next);
        }
        return List.copyOf(ordered);
    }
}
