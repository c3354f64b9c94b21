package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Spent;
import dev.cook.domain.Text;
import dev.cook.domain.TokenCounts;
import dev.cook.domain.Usd;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.UsageReport;
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
        description = "Add up what agents used, and what that cost, in the repositories that you may see.",
        footer = {
            "",
            "Money is what agents report; where one reports nothing it is computed from tokens and a",
            "table of prices. UNKNOWN counts the turns of which neither is known: they are in no sum.",
            "A turn and an environment count for the day (UTC) on which they began.",
            "",
            "Examples:",
            "  ssh HOST usage --by task --since 7d",
            "  ssh HOST usage --by day --repo team/thing --json"
        })
final class UsageCommand extends CookCommand {
    private static final Duration LONGEST = Duration.ofDays(3_660);

    @Option(names = "--by", paramLabel = "WHAT", description = "repo, task, agent or day; repo unless said otherwise.")
    private String by = "repo";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "What began so long ago or later, such as 12h or 30d.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--repo", paramLabel = "NAME", description = "Only this repository.")
    private Optional<String> repo = Optional.empty();

    UsageCommand(Desk desk) {
        super(desk);
    }

    /** In JSON; what is unknown is null. */
    record View(
            String name,
            int sessions,
            int turns,
            int unknownTurns,
            Optional<Long> input,
            Optional<Long> cachedInput,
            Optional<Long> cacheWrite,
            Optional<Long> output,
            Optional<Long> reasoning,
            Optional<BigDecimal> reportedUsd,
            Optional<BigDecimal> computedUsd,
            Optional<BigDecimal> usd,
            long environmentSeconds,
            Optional<BigDecimal> environmentUsd,
            long unpricedEnvironmentSeconds) {
        static View of(UsageReport.Line line) {
            Spent spent = line.spent();
            TokenCounts tokens = spent.tokens();
            return new View(
                    line.name(),
                    line.sessions(),
                    spent.turns(),
                    spent.unknown(),
                    tokens.input(),
                    tokens.cachedInput(),
                    tokens.cacheWrite(),
                    tokens.output(),
                    tokens.reasoning(),
                    spent.reportedUsd(),
                    spent.computedUsd(),
                    spent.usd(),
                    line.place().seconds(),
                    line.place().usd(),
                    line.place().unpriced());
        }
    }

    @Override
    protected ExitCode run() {
        UsageReport.By lines = what();
        Optional<Duration> span = since.map(text -> TimeSpan.parse(text, LONGEST));
        List<UsageReport.Line> report = store().read(tx -> {
            List<Repo> repos =
                    repo.map(name -> List.of(repo(tx, name, Role.READ))).orElseGet(() -> Access.readable(tx, caller()));
            Instant from = span.map(tx.now()::minus).orElse(Instant.EPOCH);
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
                report.stream().map(View::of).toList(),
                table,
                "no agent has ended a turn" + since.map(text -> " in " + text).orElse(""));
    }

    private UsageReport.By what() {
        for (UsageReport.By one : UsageReport.By.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(by)) {
                return one;
            }
        }
        throw Refusal.usage("'" + Text.printable(by) + "' is nothing to add up by", "--by repo, task, agent or day");
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
