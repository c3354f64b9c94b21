package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Spent;
import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.UsageReport;
import dev.cook.store.UsageView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Adds up what agents used and what it cost. */
@Command(
        name = "usage",
        description = "Sum up agents' tokens and cost in the repositories that you can see.",
        footer = {
            "",
            "REPORTED is the cost that agents report; COMPUTED comes from their tokens and a table of",
            "prices, for agents that report none. UNKNOWN counts turns without either: they are in no",
            "sum. A turn and an environment count for the day (UTC) on which they started.",
            "",
            "Examples:",
            "  ssh HOST usage --by task --since 7d",
            "  ssh HOST usage --by agent --since 2026-11-01",
            "  ssh HOST usage --by day --repo team/thing --json"
        })
final class UsageCommand extends CookCommand {
    private static final Duration LONGEST = Duration.ofDays(3_660);

    @Option(names = "--by", paramLabel = "WHAT", description = "Group by repo, task, agent or day (default: repo).")
    private String by = "repo";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only what started since then: a duration such as 12h or 30d, or a date such as 2026-11-01.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--repo", paramLabel = "NAME", description = "Only this repository.")
    private Optional<String> repo = Optional.empty();

    UsageCommand(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        UsageReport.By lines = what();
        Optional<Instant> start =
                store().read(tx -> since.map(text -> TimeSpan.since(text, tx.now(), LONGEST, times().zone())));
        List<UsageReport.Line> report = store().read(tx -> {
            List<Repo> repos =
                    repo.map(name -> List.of(repo(tx, name, Role.READ))).orElseGet(() -> Access.readable(tx, caller()));
            Instant from = start.orElse(Instant.EPOCH);
            return tx.usageReport().lines(lines, repos.stream().map(Repo::id).toList(), from);
        });
        Table table = new Table(
                by.toUpperCase(Locale.ROOT),
                "SESSIONS",
                "TURNS",
                "INPUT",
                "CACHED",
                "OUTPUT",
                "REPORTED",
                "COMPUTED",
                "UNKNOWN",
                "ENV SECONDS",
                "ENV COST");
        for (UsageReport.Line line : report) {
            Spent spent = line.spent();
            table.row(
                    line.name(),
                    line.sessions(),
                    spent.turns(),
                    count(spent.tokens().allInput()),
                    count(spent.tokens().cachedInput()),
                    count(spent.tokens().output()),
                    money(spent.reportedUsd()),
                    money(spent.computedUsd()),
                    spent.unknown(),
                    line.place().seconds(),
                    place(line.place()));
        }
        return list(
                report.stream().map(UsageView::of).toList(),
                table,
                "no agent has finished a turn"
                        + start.map(at -> " since " + time(at)).orElse(""));
    }

    private UsageReport.By what() {
        for (UsageReport.By one : UsageReport.By.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(by)) {
                return one;
            }
        }
        throw Refusal.usage(
                "cannot group by '" + Text.shortened(Text.printable(by), 40) + "'",
                "use --by repo, task, agent or day");
    }

    private static String count(Optional<Long> tokens) {
        return shown(tokens, known -> String.format(Locale.ROOT, "%,d", known));
    }

    private static String money(Optional<BigDecimal> usd) {
        return shown(usd, Usd::shown);
    }

    /** A sum that leaves something out says so. */
    private static String place(UsageReport.EnvironmentTime place) {
        return place.usd().isPresent() && place.unpriced() > 0
                ? money(place.usd()) + " + " + place.unpriced() + " s unknown"
                : shown(place.usd(), Usd::shown);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // parts of a record
    private static <T> String shown(Optional<T> value, Function<T, String> how) {
        return value.map(how).orElse("unknown");
    }
}
