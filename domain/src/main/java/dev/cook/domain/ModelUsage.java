package dev.cook.domain;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What was used of one model.
 *
 * @param model as the agent names it, or {@link #UNNAMED}
 * @param reportedUsd what the agent says that it cost
 */
public record ModelUsage(String model, TokenCounts tokens, Optional<BigDecimal> reportedUsd) {
    /** Stands for the model of an agent that does not name it. */
    public static final String UNNAMED = "unnamed";

    /** The sum of what is known of both. */
    public ModelUsage plus(ModelUsage more) {
        Optional<BigDecimal> usd = reportedUsd.isEmpty()
                ? more.reportedUsd
                : reportedUsd.map(known -> known.add(more.reportedUsd.orElse(BigDecimal.ZERO)));
        return new ModelUsage(model, tokens.plus(more.tokens), usd);
    }

    /** What is left of a running count when an earlier state of it is taken away; never less than nothing. */
    public ModelUsage minus(ModelUsage earlier) {
        return new ModelUsage(model, tokens.minus(earlier.tokens), reportedUsd.map(usd -> usd.subtract(
                        earlier.reportedUsd.orElse(BigDecimal.ZERO))
                .max(BigDecimal.ZERO)));
    }
}
