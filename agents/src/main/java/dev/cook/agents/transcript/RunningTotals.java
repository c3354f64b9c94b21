package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import java.util.List;

/** Counters of processes that each begin at nothing: the last state of each counts, and all of them together. */
final class RunningTotals {
    private final UsageByModel ended = new UsageByModel();
    private List<ModelUsage> now = List.of();
    private String counter = "";

    /**
     * Takes the state of a counter.
     *
     * @param of whose counter it is; another name is another counter, and so is one that stands lower than before
     */
    void at(String of, List<ModelUsage> state) {
        if (!of.equals(counter) || CountedUsage.isBelow(state, now)) {
            now.forEach(ended::add);
        }
        counter = of;
        now = List.copyOf(state);
    }

    List<ModelUsage> all() {
        UsageByModel all = new UsageByModel();
        ended.all().forEach(all::add);
        now.forEach(all::add);
        return all.all();
    }
}
