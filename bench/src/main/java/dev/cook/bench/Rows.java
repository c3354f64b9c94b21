package dev.cook.bench;

import dev.cook.bench.GitUser.Way;
import dev.cook.bench.Row.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The rows of the table: what both sides do, and which ratio is to be reached (docs/performance.md). */
final class Rows {
    static final String LARGE = "large";
    private static final String PEER = "C git";
    private static final int CROWD = 16;
    private static final int PUSHERS = 8;

    /** Most of a whole command is the client's own time; the server's part has rows and a limit of its own. */
    private static final double WHOLE_COMMAND = 0.8;

    private final Workshop workshop;
    private final CookServing cook;
    private final OpenSsh peer;
    private final GitUser user;
    private final Sample sample;
    private final Map<String, Integer> small;
    private final Race race;
    private final int runs;
    private final ReplayRows.Effort effort;
    private int pushes;
    private int smallPushes = Fossils.BRANCHES;

    Rows(
            Workshop workshop,
            CookServing cook,
            OpenSsh peer,
            GitUser user,
            Sample sample,
            Map<String, Integer> small,
            int runs,
            ReplayRows.Effort effort) {
        this.workshop = workshop;
        this.cook = cook;
        this.peer = peer;
        this.user = user;
        this.sample = sample;
        this.small = small;
        this.race = new Race(runs);
        this.runs = runs;
        this.effort = effort;
    }

    /** All groups of rows by name, in the order in which they are run. */
    Map<String, Supplier<List<Row>>> groups() {
        Map<String, Supplier<List<Row>>> groups = new LinkedHashMap<>();
        // First, while nothing was done yet.
        groups.put("memory-idle", () -> memory("memory-idle", "idle memory after the start, PSS, JVM + PostgreSQL"));
        groups.put("clone-http", () -> cloneRow("clone-http", "full clone, HTTP", Way.HTTP, 0.40));
        groups.put("clone-ssh", () -> cloneRow("clone-ssh", "full clone, SSH", Way.SSH, 0.60));
        groups.put("pack-http", this::pack);
        groups.put("connect-ssh", this::connect);
        groups.put("noop-http", () -> noop("noop-http", Way.HTTP));
        groups.put("noop-ssh", () -> noop("noop-ssh", Way.SSH));
        groups.put("noop-shared", () -> noop("noop-shared", Way.SHARED_SSH));
        groups.put("fetch-http", () -> fetch("fetch-http", Way.HTTP));
        groups.put("fetch-ssh", () -> fetch("fetch-ssh", Way.SSH));
        groups.put("fetch-shared", () -> fetch("fetch-shared", Way.SHARED_SSH));
        groups.put("push-http", () -> push("push-http", Way.HTTP));
        groups.put("push-ssh", () -> push("push-ssh", Way.SSH));
        groups.put("push-shared", () -> push("push-shared", Way.SHARED_SSH));
        new AgentRows(cook, peer, user, () -> sample.pushed(pushes++), race).addTo(groups);
        QueueRows queue = new QueueRows(cook, user, cook.root(), race);
        queue.addTo(groups);
        groups.put("ls-remote", this::lsRemote);
        groups.put("push-fossils", this::pushWithFossils);
        groups.put("crowd-ssh", this::crowdSsh);
        groups.put("crowd-push", this::crowdPush);
        Sides sides = new Sides(workshop, cook, peer, user);
        new ReplayRows(sides, sample, effort).addTo(groups);
        new ReplayCrowdRows(sides, sample, runs).addTo(groups);
        new CountRows(sides, sample, queue).addTo(groups);
        groups.put("start", this::start);
        new PackageRows(workshop, race).addTo(groups);
        groups.put("memory-used", () -> memory("memory-used", "idle memory after all this, PSS, JVM + PostgreSQL"));
        return groups;
    }

    private String ours(Way way, String name) {
        return way == Way.HTTP ? cook.http(name) : cook.ssh(name);
    }

    private String theirs(Way way, String name) {
        return way == Way.HTTP ? peer.http(name) : peer.ssh(name);
    }

    private List<Row> compare(
            String group,
            String name,
            String unit,
            Optional<Target> target,
            Race.Contender ours,
            Race.Contender theirs) {
        List<List<Double>> results = race.run(ours, theirs);
        return List.of(new Row(group, name, unit, results.getFirst(), PEER, results.getLast(), target));
    }

    private List<Row> cloneRow(String group, String name, Way way, double limit) {
        return compare(
                group,
                name + ", with bitmaps",
                "s",
                Target.atMost(limit),
                turn -> user.clone(way, ours(way, LARGE)),
                turn -> user.clone(way, theirs(way, LARGE)));
    }

    private List<Row> pack() {
        ReplayedFetch clone = new ReplayedFetch(sample.tip(), List.of());
        try (HttpTransport ours = new HttpTransport(cook.http(LARGE), user.authorization());
                HttpTransport theirs = new HttpTransport(peer.http(LARGE), user.authorization())) {
            return compare(
                    "pack-http",
                    "the pack of a full clone, HTTP, without a client that indexes it",
                    "s",
                    Target.atMost(0.40),
                    turn -> clone.packOnly(ours),
                    turn -> clone.packOnly(theirs));
        }
    }

    private List<Row> connect() {
        return compare(
                "connect-ssh",
                "SSH connect and a trivial command",
                "ms",
                Target.atMost(0.70),
                turn -> user.command(cook.port(), "version"),
                turn -> user.command(peer.port(), "git --version"));
    }

    /** Each pushes one commit to a branch of its own, over a connection of its own. */
    private List<Row> crowdPush() {
        Crowd crowd = new Crowd(PUSHERS);
        int first = pushes;
        List<Row> rows = compare(
                "crowd-push",
                PUSHERS + " concurrent pushers to branches of their own, SSH, git clients and all",
                "/s",
                Target.atLeast(3),
                turn -> crowd.perSecond(
                        1,
                        member -> user.push(
                                Way.SSH, cook.ssh(LARGE), sample.pushed(first + turn), "crowd-" + turn + "-" + member)),
                turn -> crowd.perSecond(
                        1,
                        member -> user.push(
                                Way.SSH,
                                peer.ssh(LARGE),
                                sample.pushed(first + turn),
                                "crowd-" + turn + "-" + member)));
        pushes = first + rows.getFirst().cook().size() + 1;
        return rows;
    }

    private List<Row> noop(String group, Way way) {
        var client = user.client(sample.beforeTip());
        user.fetchInto(client, Way.SSH, peer.ssh(LARGE));
        try {
            return compare(
                    group,
                    "no-op fetch, " + ReplayRows.title(way),
                    "ms",
                    Target.atMost(WHOLE_COMMAND),
                    turn -> user.fetchInto(client, way, ours(way, LARGE)),
                    turn -> user.fetchInto(client, way, theirs(way, LARGE)));
        } finally {
            Workshop.delete(client);
        }
    }

    private List<Row> fetch(String group, Way way) {
        return compare(
                group,
                "one-commit fetch, " + ReplayRows.title(way),
                "ms",
                Target.atMost(WHOLE_COMMAND),
                turn -> user.fetch(way, ours(way, LARGE), sample.beforeTip()),
                turn -> user.fetch(way, theirs(way, LARGE), sample.beforeTip()));
    }

    private List<Row> push(String group, Way way) {
        int first = pushes;
        List<Row> rows = compare(
                group,
                "one-commit push, " + ReplayRows.title(way),
                "ms",
                Target.atMost(WHOLE_COMMAND),
                turn -> push(way, ours(way, LARGE), first + turn),
                turn -> push(way, theirs(way, LARGE), first + turn));
        pushes = first + rows.getFirst().cook().size() + 1;
        return rows;
    }

    private double push(Way way, String url, int number) {
        return user.push(way, url, sample.pushed(number), "work");
    }

    private List<Row> lsRemote() {
        List<Race.Contender> contenders = new ArrayList<>();
        small.keySet().forEach(name -> contenders.add(turn -> user.lsRemote(Way.SSH, cook.ssh(name))));
        small.keySet().forEach(name -> contenders.add(turn -> user.lsRemote(Way.SSH, peer.ssh(name))));
        List<List<Double>> results = race.run(contenders.toArray(Race.Contender[]::new));
        List<Row> rows = new ArrayList<>();
        int i = 0;
        for (int fossils : small.values()) {
            String name = "ls-remote, SSH, 10 branches, " + grouped(fossils) + " fossils";
            List<Double> ours = results.get(i);
            if (fossils > 0) {
                rows.add(new Row(
                        "ls-remote", name, "ms", ours, "Cook, 0 fossils", results.getFirst(), Target.atMost(1.10)));
            }
            rows.add(new Row("ls-remote", name, "ms", ours, PEER, results.get(small.size() + i), Optional.empty()));
            i++;
        }
        return rows;
    }

    private List<Row> pushWithFossils() {
        int first = smallPushes;
        List<Race.Contender> contenders = new ArrayList<>();
        small.keySet()
                .forEach(name ->
                        contenders.add(turn -> user.push(Way.SSH, cook.ssh(name), sample.early(first + turn), "work")));
        List<List<Double>> results = race.run(contenders.toArray(Race.Contender[]::new));
        smallPushes = first + results.getFirst().size() + 1;
        List<Row> rows = new ArrayList<>();
        int i = 0;
        for (int fossils : small.values()) {
            if (fossils > 0) {
                rows.add(new Row(
                        "push-fossils",
                        "one-commit push, SSH, " + grouped(fossils) + " fossils",
                        "ms",
                        results.get(i),
                        "Cook, 0 fossils",
                        results.getFirst(),
                        Target.atMost(1.10)));
            }
            i++;
        }
        return rows;
    }

    private List<Row> crowdSsh() {
        Crowd crowd = new Crowd(CROWD);
        return compare(
                "crowd-ssh",
                CROWD + " concurrent one-commit fetchers, SSH, git clients and all",
                "/s",
                Target.atLeast(2),
                turn -> crowd.perSecond(1, member -> user.fetch(Way.SSH, cook.ssh(LARGE), sample.beforeTip())),
                turn -> crowd.perSecond(1, member -> user.fetch(Way.SSH, peer.ssh(LARGE), sample.beforeTip())));
    }

    private List<Row> start() {
        List<Double> seconds = race.run(turn -> {
                    cook.close();
                    return cook.start();
                })
                .getFirst();
        return List.of(new Row(
                "start",
                "start of JVM and PostgreSQL to the first answer",
                "s",
                seconds,
                "",
                List.of(),
                Target.atMost(1.5)));
    }

    private List<Row> memory(String group, String name) {
        CookServing.Memory memory = cook.memory();
        String parts = " (" + Row.number(memory.jvm()) + " + " + Row.number(memory.database()) + ")";
        return List.of(new Row(
                group,
                name + parts,
                "MB",
                List.of(memory.jvm() + memory.database()),
                "",
                List.of(),
                Target.atMost(180)));
    }

    private static String grouped(int number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }
}
