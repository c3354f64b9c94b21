package dev.cook.bench;

import dev.cook.bench.GitUser.Way;
import dev.cook.bench.Row.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Many at once, without git clients, who would take the processors from the server: requests in a second. */
final class ReplayCrowdRows {
    private static final String PEER = "C git";
    private static final int FETCHERS = 16;
    private static final int PUSHERS = 8;

    /** Requests of each member in one run: with fewer, the server's code is still being compiled. */
    private static final int EACH = 10;

    /** Of one pusher in one run, in which forty are accepted: somebody's is accepted each time. */
    private static final int MOST_REFUSED = 200;

    private static final double FETCH_LIMIT = 5;
    private static final double PUSH_LIMIT = 2.5;

    private final Sides sides;
    private final Sample sample;
    private final int runs;

    ReplayCrowdRows(Sides sides, Sample sample, int runs) {
        this.sides = sides;
        this.sample = sample;
        this.runs = runs;
    }

    void addTo(Map<String, Supplier<List<Row>>> groups) {
        for (Way way : List.of(Way.HTTP, Way.SSH)) {
            String end = way == Way.HTTP ? "-http-server" : "-ssh-server";
            groups.put("crowd-fetch" + end, () -> fetchers("crowd-fetch" + end, way));
            groups.put("crowd-push" + end, () -> pushers("crowd-push" + end, way));
            groups.put("crowd-branch" + end, () -> oneBranch("crowd-branch" + end, way));
        }
    }

    private interface Contest {
        double perSecond(GitTransport transport, int turn);
    }

    private List<Row> compare(String group, String name, Way way, double limit, Contest ours, Contest theirs) {
        try (GitTransport toUs = sides.ours(way, Rows.LARGE);
                GitTransport toThem = sides.theirs(way, Rows.LARGE)) {
            // Rounds that do not count are the warm-up: two, 320 fetches or 160 pushes, with the one of the race.
            ours.perSecond(toUs, 0);
            theirs.perSecond(toThem, 0);
            List<List<Double>> results = new Race(runs)
                    .run(turn -> ours.perSecond(toUs, turn + 1), turn -> theirs.perSecond(toThem, turn + 1));
            return List.of(new Row(
                    group,
                    name + ", " + ReplayRows.title(way) + ", server only",
                    "/s",
                    results.getFirst(),
                    PEER,
                    results.getLast(),
                    Target.atLeast(limit)));
        }
    }

    private List<Row> fetchers(String group, Way way) {
        Crowd crowd = new Crowd(FETCHERS);
        ReplayedFetch fetch = new ReplayedFetch(sample.tip(), sample.haves());
        Contest contest = (transport, _) -> crowd.perSecond(EACH, _ -> fetch.run(transport));
        return compare(group, FETCHERS + " concurrent one-commit fetchers", way, FETCH_LIMIT, contest, contest);
    }

    /** How many commits are pushed on each side before all runs are over. */
    private int turns() {
        return runs + 2;
    }

    private List<Row> pushers(String group, Way way) {
        Crowd crowd = new Crowd(PUSHERS);
        List<List<ReplayedPush>> lines = new ArrayList<>();
        for (int member = 0; member < PUSHERS; member++) {
            lines.add(sides.line(sample, Rows.LARGE, group + "-" + member).next(EACH * turns()));
        }
        return compare(
                group,
                PUSHERS + " concurrent pushers to branches of their own",
                way,
                PUSH_LIMIT,
                pushing(crowd, lines),
                pushing(crowd, lines));
    }

    private static Contest pushing(Crowd crowd, List<List<ReplayedPush>> lines) {
        List<Iterator<ReplayedPush>> left = lines.stream().map(List::iterator).toList();
        return (transport, _) ->
                crowd.perSecond(EACH, member -> left.get(member).next().run(transport));
    }

    /** All push to one branch: each what follows the tip that it found there, and who comes second looks again. */
    private List<Row> oneBranch(String group, Way way) {
        Crowd crowd = new Crowd(PUSHERS);
        int each = PUSHERS * EACH / 2;
        List<ReplayedPush> pushes = sides.line(sample, Rows.LARGE, group).next(each * turns());
        Map<String, ReplayedPush> next = new HashMap<>();
        pushes.forEach(push -> next.put(push.from(), push));
        Contest contest = (transport, turn) -> {
            String last = pushes.get((turn + 1) * each - 1).to();
            return each / crowd.seconds(1, _ -> pushUntil(transport, "refs/heads/" + group, last, next));
        };
        return compare(
                group,
                PUSHERS + " concurrent pushers to one branch, accepted pushes",
                way,
                PUSH_LIMIT,
                contest,
                contest);
    }

    private static void pushUntil(GitTransport transport, String ref, String last, Map<String, ReplayedPush> next) {
        for (int refused = 0; refused < MOST_REFUSED; ) {
            Optional<ReplayedPush.Answer> answer = ReplayedPush.attempt(
                    transport, ref, tip -> tip.equals(last) ? Optional.empty() : Optional.ofNullable(next.get(tip)));
            if (answer.isEmpty()) {
                return;
            }
            refused += answer.get().accepted() ? 0 : 1;
        }
        throw new BenchFailure(MOST_REFUSED + " pushes of one pusher to " + ref + " were refused");
    }
}
