package dev.cook.gates;

import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which gates run again when somebody asks. */
final class RunAgain {
    private RunAgain() {}

    /**
     * All, or the named one with those that did not run because of it. Pure.
     *
     * @param latest the last attempt of each gate
     */
    static Set<String> chosen(List<GateRun> latest, Optional<String> gate) {
        if (gate.isEmpty()) {
            return latest.stream().map(GateRun::name).collect(Collectors.toSet());
        }
        Set<String> chosen = latest.stream()
                .map(GateRun::name)
                .filter(gate.get()::equals)
                .collect(Collectors.toCollection(HashSet::new));
        boolean grew = !chosen.isEmpty();
        while (grew) {
            grew = latest.stream()
                    .filter(run -> run.state() == GateRunState.CANCELLED
                            && run.needs().stream().anyMatch(chosen::contains))
                    .map(GateRun::name)
                    .toList()
                    .stream()
                    .anyMatch(chosen::add);
        }
        return chosen;
    }
}
