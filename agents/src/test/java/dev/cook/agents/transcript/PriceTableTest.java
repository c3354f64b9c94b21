package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.CostBasis;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.TokenCounts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceTableTest {
    private static final TokenCounts SOME = new TokenCounts(
            Optional.of(200L), Optional.of(1200L), Optional.of(600L), Optional.of(100L), Optional.empty());

    @TempDir
    private Path directory;

    private static ModelUsage of(String model) {
        return new ModelUsage(model, SOME, Optional.empty());
    }

    @Test
    void theOwnTableComputesWhatAnAgentReportedForTheSame() {
        PricedUsage priced = PriceTable.own().price(of("claude-opus-4-8"));
        assertThat(priced.computedUsd().orElseThrow()).isEqualByComparingTo("0.00785");
        assertThat(priced.prices()).hasValue(PriceTable.own().version());
        assertThat(priced.basis()).isEqualTo(CostBasis.COMPUTED);
    }

    @Test
    void aModelIsFoundWithWhatProvidersPutAroundItsName() {
        for (String name : new String[] {
            "claude-opus-4-8[1m]", "anthropic/claude-opus-4-8", "claude-opus-4-8-20260301", "Claude-Opus-4-8@20260301"
        }) {
            assertThat(PriceTable.own().price(of(name)).computedUsd().orElseThrow())
                    .as(name)
                    .isEqualByComparingTo("0.00785");
        }
    }

    @Test
    void anUnknownModelAndUnknownTokensCostNobodyKnowsWhat() {
        assertThat(PriceTable.own().price(of("gpt-5-turbo-max")).basis()).isEqualTo(CostBasis.UNKNOWN);
        ModelUsage tokenless = new ModelUsage("gpt-5", TokenCounts.UNKNOWN, Optional.empty());
        assertThat(PriceTable.own().price(tokenless).computedUsd()).isEmpty();
        ModelUsage reported = new ModelUsage("nobody", TokenCounts.UNKNOWN, Optional.of(BigDecimal.ONE));
        assertThat(PriceTable.own().price(reported).usd()).hasValue(BigDecimal.ONE);
    }

    @Test
    void anOperatorsTableHasAVersionTooEvenIfItDoesNotSayOne() throws IOException {
        Path file = Files.writeString(directory.resolve("prices.json"), """
                {"sample_spec": {"mode": "what it is"},
                 "ours": {"input_cost_per_token": 1e-06, "output_cost_per_token": "0.000002", "mode": "chat"}}
                """);
        PriceTable table = PriceTable.read(file);
        assertThat(table.version()).startsWith("sha256:");
        assertThat(table.price(of("ours")).computedUsd().orElseThrow())
                .as("cached tokens cost as much as others where the table does not say")
                .isEqualByComparingTo("0.0022");
    }

    @Test
    void whatIsNoTableIsRefusedWithTheReason() throws IOException {
        Path file = Files.writeString(directory.resolve("prices.json"), "{\"gpt-5\": 3}");
        assertThatThrownBy(() -> PriceTable.read(file)).hasMessageContaining("input_cost_per_token");
        Files.writeString(file, "prices");
        assertThatThrownBy(() -> PriceTable.read(file)).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> PriceTable.read(directory.resolve("none"))).hasMessageContaining("cannot be read");
    }
}
