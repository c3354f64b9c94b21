package dev.cook.domain;

import java.util.Optional;

/**
 * Tokens that a model was given and gave, in one count for all agents. What an agent does not tell is absent: unknown is
 * not zero.
 *
 * @param input read for the full price: neither from nor into a cache
 * @param cachedInput read from a cache
 * @param cacheWrite read and put into a cache
 * @param output written, with what was thought
 * @param reasoning the part of {@code output} that was thought
 */
public record TokenCounts(
        Optional<Long> input,
        Optional<Long> cachedInput,
        Optional<Long> cacheWrite,
        Optional<Long> output,
        Optional<Long> reasoning) {
    public static final TokenCounts UNKNOWN =
            new TokenCounts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public boolean unknown() {
        return equals(UNKNOWN);
    }

    /** The sum of what is known of both. */
    public TokenCounts plus(TokenCounts more) {
        return new TokenCounts(
                sum(input, more.input),
                sum(cachedInput, more.cachedInput),
                sum(cacheWrite, more.cacheWrite),
                sum(output, more.output),
                sum(reasoning, more.reasoning));
    }

    /** What is left of a running count when an earlier state of it is taken away; never less than nothing. */
    public TokenCounts minus(TokenCounts earlier) {
        return new TokenCounts(
                difference(input, earlier.input),
                difference(cachedInput, earlier.cachedInput),
                difference(cacheWrite, earlier.cacheWrite),
                difference(output, earlier.output),
                difference(reasoning, earlier.reasoning));
    }

    /** Everything that was read. */
    public Optional<Long> allInput() {
        return sum(sum(input, cachedInput), cacheWrite);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // parts of the record
    private static Optional<Long> sum(Optional<Long> one, Optional<Long> other) {
        return one.isEmpty() ? other : one.map(known -> known + other.orElse(0L));
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // parts of the record
    private static Optional<Long> difference(Optional<Long> all, Optional<Long> earlier) {
        return all.map(known -> Math.max(0, known - earlier.orElse(0L)));
    }
}
