package dev.cook.domain;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a job used of one model, and what that costs.
 *
 * @param computedUsd tokens times prices, where the table has the model
 * @param prices the version of that table
 */
public record PricedUsage(ModelUsage usage, Optional<BigDecimal> computedUsd, Optional<String> prices) {
    public CostBasis basis() {
        return usage.reportedUsd().isPresent()
                ? CostBasis.REPORTED
                : computedUsd.isPresent() ? CostBasis.COMPUTED : CostBasis.UNKNOWN;
    }

    /** What it costs: what the agent says, else what was computed. */
    public Optional<BigDecimal> usd() {
        return usage.reportedUsd().or(() -> computedUsd);
    }
}
