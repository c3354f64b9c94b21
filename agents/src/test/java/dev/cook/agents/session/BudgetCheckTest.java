package dev.cook.agents.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Allowance;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.Spent;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetCheckTest {
    private static final Allowance FIVE = new Allowance(Optional.of(new BigDecimal("5")), Optional.empty());
    private static final Allowance HOUR = new Allowance(Optional.empty(), Optional.of(Duration.ofHours(1)));

    private static Spent spent(String... usd) {
        Spent sum = Spent.NOTHING;
        for (String one : usd) {
            sum = sum.with(List.of(new PricedUsage(
                    new ModelUsage("model", TokenCounts.UNKNOWN, Optional.of(new BigDecimal(one))),
                    Optional.empty(),
                    Optional.empty())));
        }
        return sum;
    }

    @Test
    void turnsDrawOnOneBudget() {
        assertThat(BudgetCheck.of(FIVE, spent("2", "2.99"), Duration.ZERO)).isEmpty();
        assertThat(BudgetCheck.of(FIVE, spent("2", "3"), Duration.ZERO))
                .hasValue("its budget of 5.00 USD is used up: 5.00 USD");
        assertThat(BudgetCheck.of(Allowance.UNLIMITED, spent("1000"), Duration.ofDays(9)))
                .isEmpty();
    }

    @Test
    void turnsDrawOnOneTime() {
        assertThat(BudgetCheck.of(HOUR, spent(), Duration.ofMinutes(59))).isEmpty();
        assertThat(BudgetCheck.of(HOUR, spent(), Duration.ofMinutes(60)))
                .hasValue("its turns ran for 60 min, and may for 60 min");
    }

    @Test
    void aTurnRunsOnWhileItsCostIsUnknownButNoOtherBeginsOnABudget() {
        Spent unknown = spent("1").with(List.of());
        assertThat(BudgetCheck.of(FIVE, unknown, Duration.ZERO)).isEmpty();
        assertThat(BudgetCheck.beforeTurn(FIVE, unknown, Duration.ZERO))
                .hasValue("what 1 of its 2 turns cost is not known, so its budget of 5.00 USD cannot be kept");
        assertThat(BudgetCheck.beforeTurn(HOUR, unknown, Duration.ZERO)).isEmpty();
        assertThat(BudgetCheck.beforeTurn(FIVE, Spent.NOTHING, Duration.ZERO)).isEmpty();
    }
}
