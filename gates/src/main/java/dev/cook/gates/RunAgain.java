package dev.cook.gates;

import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which gates run again when somebody asks. */
final class RunAgain {
    /** Whatever needs one of these cannot run. */
    private static final Set<GateRunState> STOPPING =
            EnumSet.of(GateRunState.FAILED, GateRunState.BROKEN, GateRunState.CANCELLED);

    private RunAgain() {}

    /**
     * All, or the named one with those that were cancelled and could run now: because of it, or because the candidate had
     * failed. Pure.
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
        Set<String> inTheWay = latest.stream()
                .filter(run -> STOPPING.contains(run.state()))
                .map(GateRun::name)
                .filter(name -> !chosen.contains(name))
                .collect(Collectors.toCollection(HashSet::new));
        boolean grew = !chosen.isEmpty();
        while (grew) {
            List<String> more = latest.stream()
                    .filter(run -> run.state() == GateRunState.CANCELLED && !chosen.contains(run.name()))
                    .filter(run -> run.needs().stream().noneMatch(inTheWay::contains))
                    .map(GateRun::name)
                    .toList();
            grew = chosen.addAll(more);
            inTheWay.removeAll(chosen);
        }
        return chosen;
    }
}
