package dev.cook.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * What a session may use at most, over all its turns.
 *
 * @param usd what its models may cost
 * @param time how long its turns may run
 */
public record Allowance(Optional<BigDecimal> usd, Optional<Duration> time) {
    public static final Allowance UNLIMITED = new Allowance(Optional.empty(), Optional.empty());

    public Allowance {
        usd.filter(amount -> amount.signum() <= 0).ifPresent(amount -> {
            throw new IllegalArgumentException("a budget of " + amount);
        });
        time.filter(length -> length.compareTo(Duration.ofSeconds(1)) < 0).ifPresent(length -> {
            throw new IllegalArgumentException("at most " + length);
        });
    }

    /** The smaller of each. */
    public Allowance within(Allowance other) {
        return new Allowance(smaller(usd, other.usd), smaller(time, other.time));
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // parts of the record
    private static <T extends Comparable<T>> Optional<T> smaller(Optional<T> one, Optional<T> other) {
        return one.isEmpty()
                ? other
                : one.map(mine ->
                        other.filter(theirs -> theirs.compareTo(mine) < 0).orElse(mine));
    }
}
