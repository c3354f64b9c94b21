package dev.cook.agents.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.output.JobReportReader;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.transcript.PriceTable;
import dev.cook.config.Agent;
import dev.cook.config.AgentFormat;
import dev.cook.domain.Allowance;
import dev.cook.domain.BranchId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import dev.cook.domain.Spent;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    private static ModelUsage used(long input, long output) {
        return new ModelUsage(
                "gpt-5",
                new TokenCounts(
                        Optional.of(input), Optional.empty(), Optional.empty(), Optional.of(output), Optional.empty()),
                Optional.empty());
    }

    @Test
    void theCountOfAThreadThatIsResumedIsTakenApart() {
        Agent codex = new Agent(
                "codex",
                List.of("codex"),
                List.of("codex"),
                List.of(),
                Map.of(),
                Duration.ofHours(1),
                AgentFormat.CODEX);
        JobReportReader reportReader = new JobReportReader(
                new SessionSettings(Map.of("codex", codex), 1, 1000, Duration.ofMinutes(1), Map.of()),
                PriceTable.own(),
                Map.of());
        Session session = new Session(
                new SessionId(1),
                new BranchId(1),
                new EnvironmentId(1),
                "codex",
                new UUID(0, 0),
                Allowance.UNLIMITED,
                SessionState.RUNNING,
                Optional.empty(),
                0,
                Instant.EPOCH,
                Optional.empty());
        assertThat(reportReader.used(session, List.of(used(3000, 150)), List.of(used(2000, 100))))
                .extracting(PricedUsage::usage)
                .containsExactly(used(1000, 50));
        assertThat(reportReader.used(session, List.of(used(1000, 50)), List.of(used(2000, 100))))
                .as("a thread that began anew")
                .extracting(PricedUsage::usage)
                .containsExactly(used(1000, 50));
    }
}
