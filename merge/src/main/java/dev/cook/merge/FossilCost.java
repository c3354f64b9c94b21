package dev.cook.merge;

import dev.cook.domain.CostBasis;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.Spent;
import dev.cook.domain.TokenCounts;
import dev.cook.store.UsageReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was used and what it cost, as {@code fossil.json} tells it: what is unknown is left out. Pure. */
final class FossilCost {
    private FossilCost() {}

    /** A sum, with how much of it is not known. */
    static Map<String, Object> of(Spent spent) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "usd", spent.usd());
        put(json, "reportedUsd", spent.reportedUsd());
        put(json, "computedUsd", spent.computedUsd());
        json.put("basis", basis(spent));
        json.put("turns", spent.turns());
        json.put("unknownTurns", spent.unknown());
        tokens(json, spent.tokens());
        return json;
    }

    /** Of a sum of both, the less certain one; unknown where nothing is known at all. */
    private static String basis(Spent spent) {
        if (spent.usd().isEmpty()) {
            return CostBasis.UNKNOWN.word();
        }
        return (spent.computedUsd().isPresent() ? CostBasis.COMPUTED : CostBasis.REPORTED).word();
    }

    /** What a turn used of one model. */
    static Map<String, Object> used(PricedUsage priced) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", priced.usage().model());
        tokens(json, priced.usage().tokens());
        put(json, "reportedUsd", priced.usage().reportedUsd());
        put(json, "computedUsd", priced.computedUsd());
        put(json, "prices", priced.prices());
        json.put("basis", priced.basis().word());
        return json;
    }

    /** How long its environment stood, and what that cost. */
    static Map<String, Object> place(UsageReport.EnvironmentTime place) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seconds", place.seconds());
        put(json, "usd", place.usd());
        return json;
    }

    private static void tokens(Map<String, Object> json, TokenCounts tokens) {
        put(json, "input", tokens.input());
        put(json, "cachedInput", tokens.cachedInput());
        put(json, "cacheWrite", tokens.cacheWrite());
        put(json, "output", tokens.output());
        put(json, "reasoning", tokens.reasoning());
    }

    private static void put(Map<String, Object> json, String name, Optional<?> value) {
        value.ifPresent(known -> json.put(name, known));
    }
}
