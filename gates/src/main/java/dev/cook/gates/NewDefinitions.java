package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.RepoConfig;
import dev.cook.domain.GateKind;
import dev.cook.domain.PlannedGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The gates of a candidate: all that its base asks for, and what the candidate itself would ask for from then on, as far as
 * that is another thing. So a change to the gates has to pass the old and the new. Pure.
 */
final class NewDefinitions {
    /** After the name of a gate as the candidate has it. */
    private static final String NEW = " (new)";

    private NewDefinitions() {}

    /** Whether a run is of a definition that the candidate brings along, and not of the target's. */
    static boolean isNew(String name) {
        return name.endsWith(NEW);
    }

    static List<PlannedGate> plan(RepoConfig base, RepoConfig candidate) {
        List<PlannedGate> planned = new ArrayList<>();
        base.gates()
                .forEach(gate -> planned.add(
                        GatePlanner.planned(gate, base.people(), gate.name(), gate.needs(), Optional.empty())));
        boolean otherPeople = !base.people().equals(candidate.people());
        List<Gate> changed = candidate.gates().stream()
                .filter(gate -> !base.gates().contains(gate)
                        || (otherPeople && gate.work().kind().isAsked()))
                .toList();
        Set<String> names = changed.stream().map(Gate::name).collect(Collectors.toSet());
        Set<Optional<String>> places = base.gates().stream()
                .filter(gate ->
                        gate.work().kind() != GateKind.DEPLOY && gate.work().kind() != GateKind.SOAK)
                .map(Gate::environment)
                .collect(Collectors.toSet());
        for (Gate gate : changed) {
            List<String> needs = gate.needs().stream()
                    .map(name -> names.contains(name) ? name + NEW : name)
                    .toList();
            planned.add(GatePlanner.planned(gate, candidate.people(), gate.name() + NEW, needs, held(gate, places)));
        }
        return planned;
    }

    /** Where the candidate's own gates cannot be read, they cannot pass. */
    static PlannedGate unreadable() {
        return PlannedGate.command("gates" + NEW, List.of(), 1);
    }

    /**
     * Why it does not run before it is on the target: nobody has looked at it yet, and what it would get to see is more than
     * the branch's own code sees in the gates that there are.
     */
    private static Optional<String> held(Gate gate, Set<Optional<String>> places) {
        GateKind kind = gate.work().kind();
        if (kind == GateKind.DEPLOY || kind == GateKind.SOAK) {
            return Optional.of(
                    "new on this branch; a " + kind.word() + " gate runs only once the target defines the gate");
        }
        return kind.isAsked() || gate.environment().isEmpty() || places.contains(gate.environment())
                ? Optional.empty()
                : Optional.of(
                        "new on this branch; runs in " + gate.environment().get()
                                + " only once the target defines the gate: no gate there uses that environment");
    }
}
