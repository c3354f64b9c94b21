package dev.cook.bench;

import dev.cook.bench.GitUser.Way;
import dev.cook.bench.Row.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** What an operation costs the server in things that can be counted: they hardly differ between machines, or with load. */
final class CountRows {
    private static final int OPERATIONS = 50;

    /** Before they are counted: what is made once, such as a connection of the pool, is not the price of an operation. */
    private static final int BEFORE = 20;

    private static final double PUSH_TRANSACTIONS = 3;
    private static final double FETCH_TRANSACTIONS = 1;

    private static final Duration LANDING = Duration.ofMinutes(3);

    /** Between questions, each of which costs some transactions, shared by all that land. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(3);

    private static final double KB = 1000;

    private final Sides sides;
    private final Sample sample;
    private final QueueRows queue;

    CountRows(Sides sides, Sample sample, QueueRows queue) {
        this.sides = sides;
        this.sample = sample;
        this.queue = queue;
    }

    void addTo(Map<String, Supplier<List<Row>>> groups) {
        groups.put("counts", this::counts);
        groups.put("counts-fsync", this::syncs);
    }

    private List<Row> counts() {
        List<Row> rows = new ArrayList<>();
        try (Counters counters = new Counters(sides.cook())) {
            for (Way way : List.of(Way.HTTP, Way.SHARED_SSH)) {
                rows.addAll(counted(
                        "a push, " + ReplayRows.title(way), pushes(counters, way), Target.atMost(PUSH_TRANSACTIONS)));
                rows.addAll(counted(
                        "a fetch, " + ReplayRows.title(way),
                        fetches(counters, way),
                        Target.atMost(FETCH_TRANSACTIONS)));
            }
            rows.addAll(counted("a landing, 40 pushed together", landings(counters), Optional.empty()));
        }
        return rows;
    }

    private static List<Row> counted(String name, Counters.Reading each, Optional<Target> transactions) {
        return List.of(
                row("counts", "transactions of " + name, "", each.transactions(), transactions),
                row("counts", "statements of " + name, "", each.statements(), Optional.empty()),
                row("counts", "allocated by " + name, "kB", each.allocated() / KB, Optional.empty()));
    }

    private static Row row(String group, String name, String unit, double value, Optional<Target> target) {
        return new Row(group, name, unit, List.of(value), "", List.of(), target);
    }

    private Counters.Reading pushes(Counters counters, Way way) {
        String branch = "counted-" + (way == Way.HTTP ? "http" : "ssh");
        List<ReplayedPush> pushes = sides.line(sample, Rows.LARGE, branch).next(BEFORE + OPERATIONS);
        try (GitTransport transport = sides.ours(way, Rows.LARGE)) {
            pushes.subList(0, BEFORE).forEach(push -> push.run(transport));
            return counters.each(
                    OPERATIONS, () -> pushes.subList(BEFORE, pushes.size()).forEach(push -> push.run(transport)));
        }
    }

    private Counters.Reading fetches(Counters counters, Way way) {
        ReplayedFetch fetch = new ReplayedFetch(sample.tip(), sample.haves());
        try (GitTransport transport = sides.ours(way, Rows.LARGE)) {
            for (int i = 0; i < BEFORE; i++) {
                fetch.run(transport);
            }
            return counters.each(OPERATIONS, () -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    fetch.run(transport);
                }
            });
        }
    }

    private Counters.Reading landings(Counters counters) {
        String name = "landings-counted";
        Path work = queue.beforeLanding(name);
        return counters.each(QueueRows.BRANCHES, () -> {
            queue.startLanding(work, name);
            awaitLanded(name);
        });
    }

    private void awaitLanded(String name) {
        long limit = System.nanoTime() + LANDING.toNanos();
        int landed;
        do {
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
            landed = queue.landed(name);
            if (System.nanoTime() > limit) {
                throw new BenchFailure(landed + " of " + QueueRows.BRANCHES + " branches have landed");
            }
        } while (landed < QueueRows.BRANCHES);
    }

    /** As many as durability needs: the row names the files. */
    private List<Row> syncs() {
        List<ReplayedPush> pushes = sides.line(sample, Rows.LARGE, "synced").next(BEFORE + OPERATIONS);
        Syncs ours = syncs(sides.cook().pids(), sides.ours(Way.SHARED_SSH, Rows.LARGE), pushes);
        // The peer's processes descend from the one that listens only if each push brings a connection.
        Syncs theirs = syncs(LongStream.of(sides.peer().pid()), sides.theirs(Way.SSH, Rows.LARGE), pushes);
        String name = "landings-synced";
        Path work = queue.beforeLanding(name);
        Syncs landings = Syncs.of(sides.workshop(), sides.cook().pids(), () -> {
            queue.startLanding(work, name);
            awaitLanded(name);
        });
        return List.of(
                new Row(
                        "counts-fsync",
                        "fsyncs of a push (" + ours.each(OPERATIONS) + "; C git: " + theirs.each(OPERATIONS) + ")",
                        "",
                        List.of(ours.total() / (double) OPERATIONS),
                        "C git",
                        List.of(theirs.total() / (double) OPERATIONS),
                        Optional.empty()),
                row(
                        "counts-fsync",
                        "fsyncs of a landing, 40 pushed together (" + landings.each(QueueRows.BRANCHES) + ")",
                        "",
                        landings.total() / (double) QueueRows.BRANCHES,
                        Optional.empty()));
    }

    private Syncs syncs(LongStream processes, GitTransport to, List<ReplayedPush> pushes) {
        try (GitTransport transport = to) {
            pushes.subList(0, BEFORE).forEach(push -> push.run(transport));
            return Syncs.of(sides.workshop(), processes, () -> pushes.subList(BEFORE, pushes.size())
                    .forEach(push -> push.run(transport)));
        }
    }
}
