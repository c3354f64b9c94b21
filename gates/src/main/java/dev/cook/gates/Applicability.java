package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.GateWhen;
import dev.cook.config.PathPattern;
import dev.cook.domain.Branch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a gate matters for a branch, and why. Pure.
 *
 * @param runs whether it would run
 * @param why for a person to read
 */
public record Applicability(boolean runs, String why) {

    /** @param changed the files that the branch changes */
    public static Applicability of(Gate gate, Branch branch, List<String> changed) {
        Optional<String> foreign = foreign(gate.when(), branch);
        if (foreign.isPresent()) {
            return new Applicability(false, foreign.get());
        }
        String order = gate.needs().isEmpty() ? "" : ", once " + String.join(" and ", gate.needs()) + " passed";
        if (gate.paths().isEmpty()) {
            return new Applicability(true, "runs for every change" + order);
        }
        for (String path : changed) {
            for (PathPattern pattern : gate.paths()) {
                if (pattern.matches(path)) {
                    return new Applicability(true, path + " matches " + pattern + order);
                }
            }
        }
        return new Applicability(false, "no changed file matches " + listed(gate.paths()));
    }

    /** Why it is not for a branch; empty: it is. */
    static Optional<String> foreign(GateWhen when, Branch branch) {
        if (!when.branches().isEmpty()
                && !PathPattern.any(when.branches(), branch.name().value())) {
            return Optional.of("only for branches " + listed(when.branches()));
        }
        if (!when.startedBy().isEmpty() && !when.startedBy().contains(branch.startedBy())) {
            return Optional.of("only for work started by " + String.join(", ", when.startedBy()));
        }
        Optional<String> agent = branch.task().map(Branch.Task::agent);
        return when.agents().isEmpty() || agent.filter(when.agents()::contains).isPresent()
                ? Optional.empty()
                : Optional.of("only for work of " + String.join(", ", when.agents()));
    }

    private static String listed(List<PathPattern> patterns) {
        return patterns.stream().map(PathPattern::text).collect(Collectors.joining(", "));
    }
}
