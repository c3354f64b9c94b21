package dev.cook.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpentTest {
    private static final TokenCounts SOME =
            new TokenCounts(Optional.of(600L), Optional.of(400L), Optional.empty(), Optional.of(50L), Optional.empty());

    private static PricedUsage usage(Optional<String> reported, Optional<String> computed) {
        return new PricedUsage(
                new ModelUsage("model", SOME, reported.map(BigDecimal::new)),
                computed.map(BigDecimal::new),
                computed.map(_ -> "prices"));
    }

    private static final PricedUsage REPORTED = usage(Optional.of("1.50"), Optional.of("9"));
    private static final PricedUsage COMPUTED = usage(Optional.empty(), Optional.of("0.25"));
    private static final PricedUsage UNPRICED = usage(Optional.empty(), Optional.empty());

    @Test
    void whatAnAgentReportsCountsBeforeWhatWasComputed() {
        Spent spent = Spent.NOTHING.with(List.of(REPORTED)).with(List.of(COMPUTED));
        assertThat(spent.usd()).hasValue(new BigDecimal("1.75"));
        assertThat(spent.told()).isEqualTo("2,000 tokens in (800 cached), 100 out; 1.75 USD");
    }

    @Test
    void anUnknownCostIsToldAndNeverZero() {
        assertThat(Spent.NOTHING.with(List.of(UNPRICED)).usd()).isEmpty();
        assertThat(Spent.NOTHING.with(List.of(UNPRICED)).told())
                .isEqualTo("1,000 tokens in (400 cached), 50 out; cost unknown");
        assertThat(Spent.NOTHING.with(List.of()).told()).isEqualTo("tokens unknown; cost unknown");
        assertThat(Spent.NOTHING.with(List.of(COMPUTED)).with(List.of()).cost())
                .isEqualTo("0.25 USD (computed) and what 1 of 2 turns cost, which is unknown");
    }

    @Test
    void aRunningCountIsTakenApartIntoTurns() {
        assertThat(SOME.plus(SOME).minus(SOME)).isEqualTo(SOME);
        assertThat(SOME.minus(SOME.plus(SOME)).output()).hasValue(0L);
        assertThat(TokenCounts.UNKNOWN.minus(SOME)).isEqualTo(TokenCounts.UNKNOWN);
    }

    @Test
    void moneyIsWrittenWithItsUnit() {
        assertThat(Usd.parse("5usd")).hasValue(new BigDecimal("5"));
        assertThat(Usd.parse("0.50usd")).hasValue(new BigDecimal("0.50"));
        for (String bad : List.of("", "5", "5eur", "-5usd", "0usd", "0.0usd", "1e3usd", "5 usd", "99999999usd")) {
            assertThat(Usd.parse(bad)).as(bad).isEmpty();
        }
        assertThat(Usd.shown(new BigDecimal("12.3456"))).isEqualTo("12.35 USD");
        assertThat(Usd.shown(new BigDecimal("0.00785"))).isEqualTo("0.0079 USD");
        assertThat(Usd.shown(new BigDecimal("0.5"))).isEqualTo("0.50 USD");
        assertThat(Usd.shown(BigDecimal.ZERO)).isEqualTo("0.00 USD");
        assertThat(Usd.shown(new BigDecimal("0.00000001"))).isEqualTo("under 0.0001 USD");
    }

    @Test
    void theSmallerAllowanceHolds() {
        Allowance five = new Allowance(Optional.of(new BigDecimal("5")), Optional.empty());
        Allowance one = new Allowance(Optional.of(BigDecimal.ONE), Optional.of(Duration.ofHours(1)));
        assertThat(five.within(one)).isEqualTo(one);
        assertThat(one.within(five)).isEqualTo(one);
        assertThat(five.within(Allowance.UNLIMITED)).isEqualTo(five);
        assertThatThrownBy(() -> new Allowance(Optional.of(BigDecimal.ZERO), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
