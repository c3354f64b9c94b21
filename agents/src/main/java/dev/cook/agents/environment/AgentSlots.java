package dev.cook.agents.environment;

import dev.cook.domain.EnvironmentId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which agents may work: as many at once as the server lets. What has nothing to do holds no place, and a place that is free
 * goes to whoever has the fewest, so that nobody keeps the others out by asking for much. Pure.
 *
 * @param may the environments whose turns go on or may begin
 * @param waits what the others wait for, in words
 */
record AgentSlots(Set<EnvironmentId> may, Map<EnvironmentId, String> waits) {
    static final AgentSlots NONE = new AgentSlots(Set.of(), Map.of());

    AgentSlots {
        may = Set.copyOf(may);
        waits = Map.copyOf(waits);
    }

    /**
     * The next turn of an environment.
     *
     * @param account whose it is
     * @param begun whether it has a place
     */
    record Turn(EnvironmentId environment, String account, boolean begun) {}

    /**
     * Gives the places that are free.
     *
     * @param turns that are not over, at most one an environment, those that wait longest first
     * @param limit agents at work at once
     */
    static AgentSlots of(List<Turn> turns, int limit) {
        Set<EnvironmentId> may = new HashSet<>();
        Map<String, Integer> held = new HashMap<>();
        // Sorted, so that among accounts that have the same the one decides that waits longest.
        Map<String, Deque<EnvironmentId>> waiting = new LinkedHashMap<>();
        for (Turn turn : turns) {
            if (turn.begun()) {
                may.add(turn.environment());
                held.merge(turn.account(), 1, Integer::sum);
            } else {
                waiting.computeIfAbsent(turn.account(), _ -> new ArrayDeque<>()).add(turn.environment());
            }
        }
        int working = may.size();
        Map<String, Integer> order = new HashMap<>();
        waiting.keySet().forEach(account -> order.put(account, order.size()));
        Map<EnvironmentId, String> waits = new HashMap<>();
        Map<String, Integer> counted = new HashMap<>(held);
        int ahead = 0;
        TreeMap<Next, Deque<EnvironmentId>> next =
                new TreeMap<>(Comparator.comparingInt(Next::held).thenComparingInt(Next::order));
        waiting.forEach((account, line) ->
                next.put(new Next(account, held.getOrDefault(account, 0), order.getOrDefault(account, 0)), line));
        while (!next.isEmpty()) {
            Map.Entry<Next, Deque<EnvironmentId>> first = next.pollFirstEntry();
            Next who = first.getKey();
            EnvironmentId environment = first.getValue().removeFirst();
            if (working < limit) {
                working++;
                may.add(environment);
                counted.merge(who.account(), 1, Integer::sum);
            } else {
                waits.put(
                        environment,
                        "for a slot: " + working + (working == 1 ? " agent is" : " agents are") + " at work, "
                                + counted.getOrDefault(who.account(), 0) + " of them for " + who.account()
                                + ", limits.sessions is " + limit
                                + (ahead == 0 ? "; it is the next" : "; " + ahead + " before it wait too"));
                ahead++;
            }
            if (!first.getValue().isEmpty()) {
                next.put(new Next(who.account(), who.held() + 1, who.order()), first.getValue());
            }
        }
        return new AgentSlots(may, waits);
    }

    /**
     * The same, and what is left of the places for others: those whose environments cannot be made at present, because a
     * machine does not answer, keep nobody else waiting.
     */
    AgentSlots thenOf(List<Turn> others, int limit) {
        Set<EnvironmentId> all = new HashSet<>(may);
        all.addAll(of(others, Math.max(0, limit - may.size())).may());
        return new AgentSlots(all, waits);
    }

    /** An account whose turn it is to get a place, by what it has and by how long it waits. */
    private record Next(String account, int held, int order) {}
}
