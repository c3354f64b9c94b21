package dev.cook.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * What one session of a repository may use at most, over all its turns; absent: as much as it likes.
 *
 * @param budget what its models may cost, in USD
 * @param maxTime how long its turns may run together
 */
public record RepoLimits(Optional<BigDecimal> budget, Optional<Duration> maxTime) {
    public static final RepoLimits NONE = new RepoLimits(Optional.empty(), Optional.empty());
}
