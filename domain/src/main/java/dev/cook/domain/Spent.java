package dev.cook.domain;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What several turns of agents used together.
 *
 * @param turns turns that began
 * @param unknown of those, the ones whose cost is not wholly known
 * @param tokens the sum of what is known
 * @param reportedUsd what agents said; absent where none said anything
 * @param computedUsd what was computed for those that said nothing; absent where nothing was
 */
public record Spent(
        int turns,
        int unknown,
        TokenCounts tokens,
        Optional<BigDecimal> reportedUsd,
        Optional<BigDecimal> computedUsd) {
    public static final Spent NOTHING = new Spent(0, 0, TokenCounts.UNKNOWN, Optional.empty(), Optional.empty());

    /** Adds one turn; a turn without any usage is one whose cost is unknown. */
    public Spent with(List<PricedUsage> turn) {
        Spent sum = turn.stream().reduce(this, Spent::plus, (_, last) -> last);
        boolean known =
                !turn.isEmpty() && turn.stream().allMatch(usage -> usage.usd().isPresent());
        return new Spent(turns + 1, known ? unknown : unknown + 1, sum.tokens, sum.reportedUsd, sum.computedUsd);
    }

    /** The sum of both. */
    public Spent and(Spent other) {
        return new Spent(
                turns + other.turns,
                unknown + other.unknown,
                tokens.plus(other.tokens),
                other.reportedUsd.map(usd -> usd.add(sumOf(reportedUsd))).or(() -> reportedUsd),
                other.computedUsd.map(usd -> usd.add(sumOf(computedUsd))).or(() -> computedUsd));
    }

    private Spent plus(PricedUsage usage) {
        boolean computed = usage.basis() == CostBasis.COMPUTED;
        return new Spent(
                turns,
                unknown,
                tokens.plus(usage.usage().tokens()),
                usage.usage()
                        .reportedUsd()
                        .map(usd -> usd.add(sumOf(reportedUsd)))
                        .or(() -> reportedUsd),
                computed ? usage.computedUsd().map(usd -> usd.add(sumOf(computedUsd))) : computedUsd);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // parts of the record
    private static BigDecimal sumOf(Optional<BigDecimal> sum) {
        return sum.orElse(BigDecimal.ZERO);
    }

    /** What is known of the cost; absent where nothing is. */
    public Optional<BigDecimal> usd() {
        return reportedUsd.isEmpty()
                ? computedUsd
                : reportedUsd.map(usd -> usd.add(computedUsd.orElse(BigDecimal.ZERO)));
    }

    /** In one line, for instance {@code 2,000 tokens in (1,200 cached), 100 out; 0.0079 USD}. */
    public String told() {
        if (turns == 0) {
            return "nothing yet";
        }
        String line = tokens.allInput().map(all -> count(all) + " tokens in").orElse("tokens unknown")
                + tokens.cachedInput()
                        .filter(cached -> cached > 0)
                        .map(cached -> " (" + count(cached) + " cached)")
                        .orElse("")
                + tokens.output().map(out -> ", " + count(out) + " out").orElse("");
        return line + "; " + cost();
    }

    /** The cost alone, with what of it is not known. */
    public String cost() {
        return usd().map(usd -> Usd.shown(usd)
                        + (reportedUsd.isEmpty() ? " (computed)" : "")
                        + (unknown == 0
                                ? ""
                                : " and what " + unknown + " of " + turns + " turns cost, which is unknown"))
                .orElse("cost unknown");
    }

    private static String count(long tokens) {
        return String.format(Locale.ROOT, "%,d", tokens);
    }
}
