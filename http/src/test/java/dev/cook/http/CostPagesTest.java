package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Branch;
import dev.cook.domain.JobId;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.Repo;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What did claude cost us this week? One look answers, for whoever may know. */
class CostPagesTest {
    private final HttpTestServer server = new HttpTestServer();
    private final Account ada = server.account("ada");
    private final Repo tea = server.repo("tea", ada);
    private final Browser browser = new Browser(server.port, server.cookie(ada));

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private void turn(Repo repo, String branch, Optional<String> usd) {
        Branch started = server.branch(repo, branch, "brew");
        JobId job = server.turn(started);
        usd.ifPresent(amount -> server.store.change(tx -> tx.usage()
                .keep(
                        job,
                        new PricedUsage(
                                new ModelUsage("opus", TokenCounts.UNKNOWN, Optional.of(new BigDecimal(amount))),
                                Optional.empty(),
                                Optional.empty()),
                        Optional.empty())));
        server.ended(started, job, 0, "");
    }

    @Test
    void oneLookTellsWhatAnAgentCostAndWhatOfThatNobodyKnows() throws Exception {
        assertThat(browser.get("/_/costs").body()).contains("No agent and no gate ran in the last 7 days");
        turn(tea, "one", Optional.of("1.50"));
        turn(tea, "two", Optional.of("0.75"));
        turn(tea, "three", Optional.empty());

        String page = browser.get("/_/costs").body();

        assertThat(page)
                .contains("<b>2.25 USD and what 1 of 3 turns cost, which is unknown</b> for models in the last 7 days")
                .containsSubsequence(
                        "By agent",
                        "claude",
                        "2.25 USD",
                        "none ended",
                        "By repository",
                        "tea",
                        "By day (UTC)",
                        "tea one")
                .contains("usage --by agent --since 7d");
    }

    @Test
    void onlyThoseWhoMayReadARepositoryLearnWhatItCost() throws Exception {
        turn(tea, "one", Optional.of("1.50"));
        Account eve = server.account("eve");
        server.repo("cup", eve);
        Browser hers = new Browser(server.port, server.cookie(eve));

        for (String address :
                List.of("/_/costs", "/_/costs?repo=tea", "/_/costs.csv?by=task", "/_/costs.csv?by=repo&repo=tea")) {
            assertThat(hers.get(address).body())
                    .as(address)
                    .doesNotContain("1.5")
                    .doesNotContain(">tea<");
            assertThat(browser.get(address).body()).as(address).contains("1.5");
        }
    }

    @Test
    void theFileHasTheSameNumbersAndNothingThatASpreadsheetCalculates() throws Exception {
        turn(tea, "one", Optional.of("1.50"));
        turn(tea, "two", Optional.empty());

        var file = browser.get("/_/costs.csv?by=task&since=30d");

        assertThat(file.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(file.headers().firstValue("Content-Disposition").orElse("")).contains("costs-by-task.csv");
        assertThat(file.body().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("tea one,1,1,0,,,1.5"))
                .as("unknown is empty, not 0")
                .anyMatch(line -> line.startsWith("tea two,1,1,1,,,,,"));
    }
}
