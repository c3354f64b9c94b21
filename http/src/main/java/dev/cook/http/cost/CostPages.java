package dev.cook.http.cost;

import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.page.PageRenderer;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import dev.cook.store.UsageReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What agents cost, as a page and as a file for a spreadsheet. */
public final class CostPages {
    public static final String PATH = "/_/costs";

    public static final String FILE = PATH + ".csv";

    private final Store store;
    private final PageRenderer shown;

    public CostPages(Store store, PageRenderer shown) {
        this.store = store;
        this.shown = shown;
    }

    /** What is asked for, of the repositories that the caller may read. */
    private record Asked(Costs.Period period, Optional<RepoName> repo, List<Repo> repos, Instant since) {
        List<RepoId> ids() {
            return repos.stream()
                    .filter(one -> repo.isEmpty()
                            || one.name().value().equalsIgnoreCase(repo.get().value()))
                    .map(Repo::id)
                    .toList();
        }
    }

    private static Asked asked(Tx tx, Exchange exchange, Caller caller) {
        Costs.Period period = Costs.Period.of(exchange.query("since"));
        return new Asked(
                period,
                exchange.query("repo").filter(name -> !name.isBlank()).flatMap(RepoName::parse),
                Access.readable(tx, caller),
                tx.now().minus(period.length()));
    }

    public void page(Exchange exchange, Caller caller) throws IOException {
        Costs costs = store.read(tx -> {
            Asked asked = asked(tx, exchange, caller);
            UsageReport report = tx.usageReport();
            return new Costs(
                    asked.period(),
                    asked.repo(),
                    asked.repos(),
                    report.lines(UsageReport.By.AGENT, asked.ids(), asked.since()),
                    report.lines(UsageReport.By.REPO, asked.ids(), asked.since()),
                    report.lines(UsageReport.By.DAY, asked.ids(), asked.since()),
                    report.lines(UsageReport.By.TASK, asked.ids(), asked.since()),
                    report.ended(asked.ids(), asked.since()).stream()
                            .collect(Collectors.toMap(UsageReport.Ended::agent, ended -> ended)),
                    report.budgets(asked.ids(), Costs.TASKS));
        });
        shown.show(exchange, caller, "costs", Map.of("costs", costs));
    }

    public void file(Exchange exchange, Caller caller) throws IOException {
        UsageReport.By by = exchange.query("by")
                .flatMap(word -> List.of(UsageReport.By.values()).stream()
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                        .findFirst())
                .orElse(UsageReport.By.TASK);
        List<UsageReport.Line> lines = store.read(tx -> {
            Asked asked = asked(tx, exchange, caller);
            return tx.usageReport().lines(by, asked.ids(), asked.since());
        });
        exchange.set(
                "Content-Disposition",
                "attachment; filename=\"costs-by-" + by.name().toLowerCase(Locale.ROOT) + ".csv\"");
        exchange.answer(200, "text/csv; charset=utf-8", CostsCsv.of(lines));
    }
}
