package dev.cook.store;

import dev.cook.domain.Spent;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.util.Optional;

/** A line of a usage report, in the JSON of commands and of the API. */
public record UsageView(
        String name,
        int sessions,
        int turns,
        int unknownTurns,
        Optional<Long> input,
        Optional<Long> cachedInput,
        Optional<Long> cacheWrite,
        Optional<Long> output,
        Optional<Long> reasoning,
        Optional<BigDecimal> reportedUsd,
        Optional<BigDecimal> computedUsd,
        Optional<BigDecimal> usd,
        long environmentSeconds,
        Optional<BigDecimal> environmentUsd,
        long unpricedEnvironmentSeconds) {
    public static UsageView of(UsageReport.Line line) {
        Spent spent = line.spent();
        TokenCounts tokens = spent.tokens();
        return new UsageView(
                line.name(),
                line.sessions(),
                spent.turns(),
                spent.unknown(),
                tokens.input(),
                tokens.cachedInput(),
                tokens.cacheWrite(),
                tokens.output(),
                tokens.reasoning(),
                spent.reportedUsd(),
                spent.computedUsd(),
                spent.usd(),
                line.place().seconds(),
                line.place().usd(),
                line.place().unpriced());
    }
}
