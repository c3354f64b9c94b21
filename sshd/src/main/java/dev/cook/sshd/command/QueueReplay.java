package dev.cook.sshd.command;

import dev.cook.config.QueueConfig;
import dev.cook.config.Screening;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import dev.cook.merge.MergeQueue;
import dev.cook.merge.Replay;
import dev.cook.sshd.ExitCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how a queue would have done in the past with other settings. */
@Command(
        name = "replay",
        description =
                "Simulate a queue's past with other settings, and compare waits, candidates and cost. No gate runs:"
                        + " Cook uses the recorded results and durations.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST queue replay team/thing --set depth=8",
            "  ssh HOST queue replay team/thing --from 1200 --set depth=32 --set batch=8 --set screen=always"
        })
final class QueueReplay extends CookCommand {
    private static final int MOST = QueueConfig.MOST;

    private static final List<String> NAMES = List.of("depth", "batch", "screen");

    private final MergeQueue queue;

    @Mixin
    private final RepoArgument repo = new RepoArgument();

    @Mixin
    private final TargetOption target = new TargetOption();

    @Option(
            names = "--from",
            paramLabel = "EVENT",
            description = "Start at this event; see `event tail` (default: the beginning).")
    private long from;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting to try: depth or batch, each from 1 to 64, or screen: auto, always or never.")
    private Map<String, String> settings = new LinkedHashMap<>();

    QueueReplay(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        settings.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.usage(
                            "no setting '" + shown(name) + "'",
                            "use --set depth=8, --set batch=4 or --set screen=always");
                });
        Repo found = store().read(tx -> repo(tx, repo.words(), Role.READ));
        Replay replay = queue.replay(found.id(), target.of(found), from, number("depth"), number("batch"), screen());
        sayJson(replay);
        if (!json()) {
            print(replay);
        }
        return ExitCode.OK;
    }

    private OptionalInt number(String name) {
        Optional<String> value = Optional.ofNullable(settings.get(name));
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!value.get().matches("[0-9]{1,2}")
                || Integer.parseInt(value.get()) < 1
                || Integer.parseInt(value.get()) > MOST) {
            throw Refusal.usage(
                    name + " must be a number between 1 and " + MOST + ", not '" + shown(value.get()) + "'",
                    "for example: --set " + name + "=8");
        }
        return OptionalInt.of(Integer.parseInt(value.get()));
    }

    private Optional<Screening> screen() {
        return Optional.ofNullable(settings.get("screen")).map(value -> Arrays.stream(Screening.values())
                .filter(screening -> screening.word().equals(value))
                .findFirst()
                .orElseThrow(() -> Refusal.usage(
                        "screen must be auto, always or never, not '" + shown(value) + "'",
                        "for example: --set screen=always")));
    }

    private static String shown(String given) {
        return Text.shortened(Text.printable(given), 40);
    }

    private void print(Replay replay) {
        say(replay.changes()
                + (replay.changes() == 1 ? " change was queued" : " changes were queued")
                + (replay.unjudged() == 0
                        ? ""
                        : "; " + replay.unjudged() + (replay.unjudged() == 1 ? " was" : " were")
                                + " never fully judged: assumed to pass in the median time"));
        Table table = new Table("", "ACTUAL", "SIMULATED", "WITH YOUR SETTINGS");
        row(table, replay, "depth", column -> Integer.toString(column.depth()));
        row(table, replay, "batch", column -> Integer.toString(column.batch()));
        row(table, replay, "screen", Replay.Column::screen);
        row(table, replay, "landed", column -> Integer.toString(column.landed()));
        row(table, replay, "failed", column -> Integer.toString(column.rejected()));
        row(table, replay, "median wait", column -> time(column.medianWait()));
        row(table, replay, "longest wait", column -> time(column.worstWait()));
        row(table, replay, "candidates", column -> Integer.toString(column.candidates()));
        row(table, replay, "wasted", column -> Integer.toString(column.wasted()));
        row(table, replay, "gate time", column -> time(column.gates()));
        row(table, replay, "cost", column -> column.cost().map(Usd::shown).orElse("unknown"));
        table.print(io().print(), colours());
    }

    private static void row(Table table, Replay replay, String name, Function<Replay.Column, String> cell) {
        table.row(name, cell.apply(replay.was()), cell.apply(replay.same()), cell.apply(replay.would()));
    }

    private static String time(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 600 ? seconds + " s" : seconds < 36_000 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
