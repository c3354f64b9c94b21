package dev.cook.bench;

import dev.cook.bench.GitUser.Way;
import dev.cook.bench.Row.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The small requests of a git client, made by the benchmark itself: without the time of the client, which is the larger
 * part on both sides, the server's shows. Each kind is measured warm, and in the first requests after starts.
 */
final class ReplayRows {
    private static final String PEER = "C git";

    /** Of a server that has just been started; so many are a developer's first minutes, and most code is not compiled yet. */
    private static final int FIRST = 20;

    /** What the three kinds have in common: the targets of the table in docs/performance.md. */
    private static final double WARM_LIMIT = 0.5;

    private static final double COLD_LIMIT = 1.5;

    private final Sides sides;
    private final Sample sample;
    private final Effort effort;

    /**
     * How much is done for a row.
     *
     * @param warmUp requests of its kind before those that count
     * @param runs that count, on each side
     * @param starts of the server, after each of which the first requests are measured
     */
    record Effort(int warmUp, int runs, int starts) {
        /** Of a whole run. */
        static final Effort WHOLE = new Effort(300, 50, 3);

        /** With {@code --quick}. */
        static final Effort QUICK = new Effort(100, 30, 2);

        String text() {
            return runs + " of each, in turns, after " + warmUp + " requests of the kind (warm), and the first " + FIRST
                    + " after each of " + starts + " starts; java.net.http and Apache MINA SSHD in the benchmark's JVM";
        }

        /** How many requests both sides get together for one kind. */
        int requests() {
            return warmUp + runs + 1 + starts * FIRST;
        }
    }

    private enum Kind {
        PUSH("push", "one-commit push"),
        FETCH("fetch", "one-commit fetch"),
        NOOP("noop", "no-op fetch");

        private final String group;
        private final String title;

        Kind(String group, String title) {
            this.group = group;
            this.title = title;
        }
    }

    ReplayRows(Sides sides, Sample sample, Effort effort) {
        this.sides = sides;
        this.sample = sample;
        this.effort = effort;
    }

    void addTo(Map<String, Supplier<List<Row>>> groups) {
        for (Kind kind : Kind.values()) {
            for (Way way : Way.values()) {
                groups.put(group(kind, way), () -> rows(kind, way));
            }
        }
    }

    private static String group(Kind kind, Way way) {
        return kind.group
                + switch (way) {
                    case HTTP -> "-http";
                    case SSH -> "-ssh";
                    case SHARED_SSH -> "-shared";
                }
                + "-server";
    }

    /** Over what it comes, for people. */
    static String title(Way way) {
        return switch (way) {
            case HTTP -> "HTTP";
            case SSH -> "SSH, new connection";
            case SHARED_SSH -> "SSH, shared connection";
        };
    }

    /** Makes the next request and answers with the seconds it took. */
    private interface Next {
        double request(GitTransport transport);
    }

    /** What both sides are asked, in the same order: one request at each call. */
    private record Requests(Next ours, Next theirs) {}

    private Requests requests(Kind kind, Way way) {
        ReplayedFetch fetch = new ReplayedFetch(sample.tip(), sample.haves());
        return switch (kind) {
            case FETCH -> new Requests(fetch::run, fetch::run);
            case NOOP -> new Requests(fetch::lookOnly, fetch::lookOnly);
            case PUSH -> {
                String branch =
                        "replayed-" + way.name().toLowerCase(Locale.ROOT).replace('_', '-');
                List<ReplayedPush> pushes =
                        sides.line(sample, Rows.LARGE, branch).next(effort.requests());
                yield new Requests(pushing(pushes), pushing(pushes));
            }
        };
    }

    private static Next pushing(List<ReplayedPush> pushes) {
        Iterator<ReplayedPush> left = pushes.iterator();
        return transport -> left.next().run(transport);
    }

    private List<Row> rows(Kind kind, Way way) {
        Requests requests = requests(kind, way);
        List<List<Double>> warm = warm(requests, way);
        List<List<Double>> cold = cold(requests, way);
        String name = kind.title + ", " + title(way) + ", server only";
        String group = group(kind, way);
        return List.of(
                new Row(group, name + ", warm", "ms", warm.getFirst(), PEER, warm.getLast(), Target.atMost(WARM_LIMIT)),
                new Row(
                        group,
                        name + ", first " + FIRST + " after a start",
                        "ms",
                        cold.getFirst(),
                        PEER,
                        cold.getLast(),
                        Optional.empty()),
                new Row(
                        group,
                        name + ", first " + FIRST + " after a start ÷ warm",
                        "ms",
                        cold.getFirst(),
                        "Cook, warm",
                        warm.getFirst(),
                        Target.atMost(COLD_LIMIT)));
    }

    /** Both sides get all requests, so that both repositories grow alike. */
    private List<List<Double>> warm(Requests requests, Way way) {
        try (GitTransport ours = sides.ours(way, Rows.LARGE);
                GitTransport theirs = sides.theirs(way, Rows.LARGE)) {
            for (int i = 0; i < effort.warmUp(); i++) {
                requests.ours.request(ours);
                requests.theirs.request(theirs);
            }
            return new Race(effort.runs()).run(_ -> requests.ours.request(ours), _ -> requests.theirs.request(theirs));
        }
    }

    /** The mean of the first requests after each start: a median would hide the very first. */
    private List<List<Double>> cold(Requests requests, Way way) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int start = 0; start < effort.starts(); start++) {
            sides.cook().close();
            sides.cook().start();
            try (GitTransport toUs = sides.ours(way, Rows.LARGE);
                    GitTransport toThem = sides.theirs(way, Rows.LARGE)) {
                double our = 0;
                double their = 0;
                for (int i = 0; i < FIRST; i++) {
                    our += requests.ours.request(toUs);
                    their += requests.theirs.request(toThem);
                }
                ours.add(our / FIRST);
                theirs.add(their / FIRST);
            }
        }
        return List.of(ours, theirs);
    }
}
