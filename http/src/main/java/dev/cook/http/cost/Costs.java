package dev.cook.http.cost;

import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Spent;
import dev.cook.domain.Usd;
import dev.cook.store.UsageReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What agents and their environments cost, in the repositories that whoever looks may read.
 *
 * @param tasks those that cost most
 * @param landed what became of branches that ended in this time, by agent
 * @param budgets of sessions that are under way
 */
public record Costs(
        Period period,
        Optional<RepoName> repo,
        List<Repo> repos,
        List<UsageReport.Line> byAgent,
        List<UsageReport.Line> byRepo,
        List<UsageReport.Line> byDay,
        List<UsageReport.Line> tasks,
        Map<String, UsageReport.Ended> landed,
        List<UsageReport.Budget> budgets) {
    /** Tasks on the page; the file has all. */
    static final int TASKS = 30;

    public Costs {
        repos = List.copyOf(repos);
        byAgent = costliest(byAgent);
        byRepo = costliest(byRepo);
        byDay = List.copyOf(byDay);
        tasks = costliest(tasks).stream().limit(TASKS).toList();
        landed = Map.copyOf(landed);
        budgets = List.copyOf(budgets);
    }

    /** How far back. */
    public enum Period {
        DAY("1d", "today and yesterday", Duration.ofDays(1)),
        WEEK("7d", "the last 7 days", Duration.ofDays(7)),
        MONTH("30d", "the last 30 days", Duration.ofDays(30)),
        QUARTER("90d", "the last 90 days", Duration.ofDays(90)),
        YEAR("365d", "the last 365 days", Duration.ofDays(365));

        private final String word;
        private final String title;
        private final Duration length;

        Period(String word, String title, Duration length) {
            this.word = word;
            this.title = title;
            this.length = length;
        }

        public String word() {
            return word;
        }

        public String title() {
            return title;
        }

        public Duration length() {
            return length;
        }

        public static Period of(Optional<String> word) {
            return List.of(values()).stream()
                    .filter(period -> word.filter(period.word::equals).isPresent())
                    .findFirst()
                    .orElse(WEEK);
        }
    }

    private static List<UsageReport.Line> costliest(List<UsageReport.Line> lines) {
        return lines.stream()
                .sorted(Comparator.comparing(Costs::known).reversed().thenComparing(UsageReport.Line::name))
                .toList();
    }

    /** What is known of a line's cost, models and environments together; 0 where nothing is, for sorting and for bars. */
    private static BigDecimal known(UsageReport.Line line) {
        return line.spent().usd().orElse(BigDecimal.ZERO).add(line.place().usd().orElse(BigDecimal.ZERO));
    }

    public Spent all() {
        return byRepo.stream().map(UsageReport.Line::spent).reduce(Spent.NOTHING, Spent::and);
    }

    /** In hundredths of the largest of a list. */
    public static int percent(UsageReport.Line line, List<UsageReport.Line> all) {
        BigDecimal most = all.stream().map(Costs::known).reduce(BigDecimal.ZERO, BigDecimal::max);
        return most.signum() == 0
                ? 0
                : known(line).movePointRight(2).divide(most, 0, RoundingMode.UP).intValue();
    }

    /** What models cost, and what of that nobody knows. */
    public static String models(UsageReport.Line line) {
        return line.spent().turns() == 0 ? "no turns" : line.spent().cost();
    }

    /** What environments cost. */
    public static String place(UsageReport.Line line) {
        UsageReport.EnvironmentTime place = line.place();
        if (place.seconds() == 0) {
            return "none";
        }
        String unpriced = place.unpriced() == 0 ? "" : hours(place.unpriced()) + " without a price";
        return place.usd()
                .map(usd -> Usd.shown(usd) + (unpriced.isEmpty() ? "" : ", and " + unpriced))
                .orElse(unpriced);
    }

    private static String hours(long seconds) {
        return seconds < 3_600
                ? Math.max(1, seconds / 60) + " min"
                : String.format(Locale.ROOT, "%.1f h", seconds / 3_600.0);
    }

    /** How many of an agent's branches that ended in this time landed. */
    public String passRate(String agent) {
        return Optional.ofNullable(landed.get(agent))
                .map(ended ->
                        ended.landed() + " of " + ended.ended() + " (" + 100 * ended.landed() / ended.ended() + " %)")
                .orElse("none ended");
    }

    public static String left(UsageReport.Budget budget) {
        return budget.spent()
                .usd()
                .map(spent -> Usd.shown(budget.limit().subtract(spent).max(BigDecimal.ZERO)) + " left of "
                        + Usd.shown(budget.limit())
                        + (budget.spent().unknown() == 0
                                ? ""
                                : "; what " + budget.spent().unknown() + " of "
                                        + budget.spent().turns() + " turns cost is unknown"))
                .orElse(
                        budget.spent().turns() == 0
                                ? Usd.shown(budget.limit()) + " left: no turn has ended yet"
                                : "unknown what is left of " + Usd.shown(budget.limit()));
    }
}
