package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Usd;
import dev.cook.merge.MergeQueue;
import dev.cook.merge.Replay;
import dev.cook.sshd.ExitCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what a queue would have made of its past under other settings. */
@Command(
        name = "replay",
        description =
                "Run the past of a queue again under other settings, and show waits, candidates and cost beside what"
                        + " was. Nothing is run: what each change's gates found, and how long they took, is known.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST queue replay team/thing --set depth=8",
            "  ssh HOST queue replay team/thing --from 1200 --set depth=4 --set batch=8"
        })
final class QueueReplay extends CookCommand {
    /** As the target's file has them. */
    private static final int MOST = 64;

    private final MergeQueue queue;

    @Parameters(
            arity = "0..1",
            paramLabel = "[REPO]",
            hideParamSyntax = true,
            description = "The repository; it may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--target", paramLabel = "BRANCH", description = "Where they land; the default branch if left out.")
    private String target = "";

    @Option(
            names = "--from",
            paramLabel = "EVENT",
            description = "Number of the event where the past begins (`event tail` shows them); all of it if left out.")
    private long from;

    @Option(names = "--set", paramLabel = "NAME=N", description = "depth or batch, each from 1 to 64.")
    private Map<String, Integer> settings = new LinkedHashMap<>();

    QueueReplay(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        settings.forEach((name, value) -> {
            if (!name.equals("depth") && !name.equals("batch")) {
                throw Refusal.usage("there is no setting '" + name + "'", "--set depth=8 or --set batch=4");
            }
            if (value < 1 || value > MOST) {
                throw Refusal.usage(name + " is between 1 and " + MOST, "--set " + name + "=8");
            }
        });
        if (!target.isEmpty() && BranchName.problemOf(target).isPresent()) {
            throw Refusal.usage("'" + target + "' is no name of a branch", "--target main");
        }
        Repo repo = store().read(tx -> repo(tx, words, Role.READ));
        Replay replay = queue.replay(
                repo.id(),
                target.isEmpty() ? repo.defaultBranch() : new BranchName(target),
                from,
                set("depth"),
                set("batch"));
        sayJson(replay);
        if (!json()) {
            print(replay);
        }
        return ExitCode.OK;
    }

    private OptionalInt set(String name) {
        return settings.containsKey(name) ? OptionalInt.of(settings.getOrDefault(name, 1)) : OptionalInt.empty();
    }

    private void print(Replay replay) {
        say(replay.changes() + " changes were let land"
                + (replay.unjudged() == 0
                        ? ""
                        : ", " + replay.unjudged()
                                + " of them never judged to the end: taken to pass in the middle of the"
                                + " others' time"));
        Table table = new Table("", "AS IT WAS", "MODEL OF IT", "AS SET");
        row(table, replay, "depth", column -> Integer.toString(column.depth()));
        row(table, replay, "batch", column -> Integer.toString(column.batch()));
        row(table, replay, "landed", column -> Integer.toString(column.landed()));
        row(table, replay, "failed", column -> Integer.toString(column.rejected()));
        row(table, replay, "wait, middle", column -> time(column.medianWait()));
        row(table, replay, "wait, longest", column -> time(column.worstWait()));
        row(table, replay, "candidates", column -> Integer.toString(column.candidates()));
        row(table, replay, "in vain", column -> Integer.toString(column.wasted()));
        row(table, replay, "gates ran", column -> time(column.gates()));
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
