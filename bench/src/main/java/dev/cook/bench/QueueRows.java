package dev.cook.bench;

import dev.cook.bench.GitUser.Way;
import dev.cook.bench.Row.Target;
import dev.cook.config.Screening;
import dev.cook.merge.Simulation;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows about the queue: how fast candidates are built and land, and what a day would be under several settings. */
final class QueueRows {
    static final int BRANCHES = 40;
    private static final int REACTIONS = 8;

    /** A branch of one more change, as a target. */
    private static final String MOVED = "moved";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A day of a team with many agents: changes, the share of them that fails, and how long gates take. */
    private static final int CHANGES = 2_000;

    private static final double FAILING = 0.10;
    private static final Duration GATES = Duration.ofMinutes(15);
    private static final Pattern SECONDS = Pattern.compile("([0-9]{10}\\.[0-9]{9})");

    private final CookServing cook;
    private final GitUser user;
    private final Path root;
    private final Race race;

    QueueRows(CookServing cook, GitUser user, Path root, Race race) {
        this.cook = cook;
        this.user = user;
        this.root = root;
        this.race = race;
    }

    void addTo(Map<String, Supplier<List<Row>>> groups) {
        groups.put("candidates", () -> {
            List<Row> rows = new ArrayList<>(candidates(5_000));
            rows.addAll(candidates(50_000));
            return rows;
        });
        groups.put("landings", this::landings);
        groups.put("reaction", this::reaction);
        groups.put("queue-day", QueueRows::day);
    }

    /** Merges without a work tree, one after the other, beside one C git that is told of all of them. */
    private List<Row> candidates(int files) {
        String name = "files-" + files;
        // Branches of its own for each turn: what was merged once is there already.
        List<String> branches = branches(BRANCHES * race.turns());
        Path work = repository(name, files, "", branches);
        push(work, name, "main");
        push(work, name, branches.toArray(String[]::new));
        // The target moved since the branches began: what is merged is not there yet.
        push(work, name, MOVED);
        String main = cook.programs()
                .say(work, "git", "rev-parse", "refs/heads/" + MOVED)
                .strip();
        List<List<String>> tips = new ArrayList<>();
        for (int turn = 0; turn < race.turns(); turn++) {
            List<String> these = branches.subList(turn * BRANCHES, (turn + 1) * BRANCHES).stream()
                    .map(branch -> cook.programs()
                            .say(work, "git", "rev-parse", "refs/heads/" + branch)
                            .strip())
                    .toList();
            tips.add(these);
            write(
                    work.resolve("pairs-" + turn),
                    String.join(
                            "",
                            these.stream().map(tip -> main + " " + tip + "\n").toList()));
        }
        cook.close();
        List<List<Double>> results;
        try {
            results = cook.building(
                    name,
                    building -> race.run(
                            turn -> {
                                long began = System.nanoTime();
                                tips.get(turn).forEach(tip -> building.build(main, tip, "Merge, turn " + turn));
                                return (System.nanoTime() - began) / 1e9 / BRANCHES;
                            },
                            turn -> cook.programs()
                                            .time(
                                                    work,
                                                    Map.of(),
                                                    List.of(
                                                            "sh",
                                                            "-c",
                                                            "git -c core.fsync=committed merge-tree --write-tree --stdin <pairs-"
                                                                    + turn + " >/dev/null"))
                                    / BRANCHES));
        } finally {
            cook.start();
        }
        double each = Race.median(results.getFirst());
        return List.of(new Row(
                "candidates",
                String.format(
                        java.util.Locale.ROOT,
                        "a candidate in a repository of %,d files, on disk (%.0f a second)",
                        files,
                        1 / each),
                "ms",
                results.getFirst(),
                "git merge-tree --stdin, trees only",
                results.getLast(),
                Target.atMost(1.2)));
    }

    /** Branches that are pushed together and that nothing judges, until the last one has landed. */
    private List<Row> landings() {
        List<Double> perHour = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            String name = "landings-" + turn;
            startLanding(beforeLanding(name), name);
            List<JsonNode> landed = await(name, "branch.landed", BRANCHES);
            Instant first = Instant.parse(events(name).stream()
                    .filter(event -> event.path("type").asString("").equals("branch.queued"))
                    .findFirst()
                    .orElseThrow()
                    .path("at")
                    .asString(""));
            Instant last = Instant.parse(landed.getLast().path("at").asString(""));
            perHour.add(BRANCHES * 3_600_000.0 / Duration.between(first, last).toMillis());
        }
        return List.of(
                new Row("landings", "landings per hour without gates", "/h", perHour, "", List.of(), Optional.empty()));
    }

    /** Makes a repository with branches that can land, and answers with where they are pushed from. */
    Path beforeLanding(String name) {
        Path work = repository(name, 100, "", branches(BRANCHES));
        push(work, name, "main");
        return work;
    }

    /** Pushes the branches together, to be landed. */
    void startLanding(Path work, String name) {
        List<String> words = new ArrayList<>(List.of("-o", "land=auto"));
        words.addAll(branches(BRANCHES));
        push(work, name, words.toArray(String[]::new));
    }

    /** How many branches of a repository have landed. */
    int landed(String name) {
        return Math.toIntExact(events(name).stream()
                .filter(event -> event.path("type").asString("").equals("branch.landed"))
                .count());
    }

    /** From the moment when the last gate's command ends to the moved target. */
    private List<Row> reaction() {
        String name = "reaction";
        Path work =
                repository(name, 100, "[[gates]]\nname = \"clock\"\ncommand = \"date +%s.%N\"\n", branches(REACTIONS));
        push(work, name, "main");
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < REACTIONS; i++) {
            push(work, name, "-o", "land=auto", "b" + i);
            JsonNode landed = await(name, "branch.landed", i + 1).getLast();
            JsonNode passed = await(name, "gate.passed", i + 1).getLast();
            String run = passed.path("data").path("run").asString("");
            Matcher ended = SECONDS.matcher(cook.command("gate", "log", run));
            if (!ended.find()) {
                throw new BenchFailure("gate run " + run + " does not say when it ended");
            }
            Instant at = Instant.parse(landed.path("at").asString(""));
            if (i > 0) {
                seconds.add(at.getEpochSecond() + at.getNano() / 1e9 - Double.parseDouble(ended.group(1)));
            }
        }
        return List.of(new Row(
                "reaction",
                "from a gate's last line to the landed ref",
                "ms",
                seconds,
                "",
                List.of(),
                Optional.empty()));
    }

    /** What a day would be. A model: no gate is run. */
    private static List<Row> day() {
        SplittableRandom random = new SplittableRandom(1);
        List<Simulation.Change> changes = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            changes.add(new Simulation.Change(
                    Duration.ofDays(1).multipliedBy(i).dividedBy(CHANGES),
                    random.nextDouble() < FAILING,
                    GATES,
                    GATES,
                    Optional.empty()));
        }
        Simulation.Report serial = Simulation.run(changes, 1, 1, Screening.NEVER, true);
        List<Row> rows = new ArrayList<>();
        int[][] settings = {{1, 8}, {8, 1}, {32, 1}, {8, 8}, {32, 4}};
        for (int[] setting : settings) {
            Simulation.Report report = Simulation.run(changes, setting[0], setting[1], Screening.NEVER, true);
            String name = named(setting);
            rows.add(row(
                    name + ": landed an hour", "/h", report.landedPerHour(), "a serial queue", serial.landedPerHour()));
            rows.add(row(
                    name + ": wait, middle",
                    "min",
                    minutes(report.medianWait()),
                    "a serial queue",
                    minutes(serial.medianWait())));
            rows.add(row(name + ": candidates judged", "runs", report.runs(), "a serial queue", serial.runs()));
            if (setting[1] > 1) {
                Simulation.Report plain = Simulation.run(changes, setting[0], setting[1], Screening.NEVER, false);
                rows.add(row(name + ": judged in vain", "runs", report.wasted(), "without bisection", plain.wasted()));
                rows.add(row(
                        name + ": wait, middle",
                        "min",
                        minutes(report.medianWait()),
                        "without bisection",
                        minutes(plain.medianWait())));
            }
        }
        for (int[] setting : new int[][] {{16, 8}, {32, 8}}) {
            Simulation.Report chain = Simulation.run(changes, setting[0], setting[1], Screening.NEVER, true);
            for (Screening screen : List.of(Screening.AUTO, Screening.ALWAYS)) {
                Simulation.Report report = Simulation.run(changes, setting[0], setting[1], screen, true);
                String name = named(setting) + ", screen " + screen.word();
                rows.add(row(name + ": landed an hour", "/h", report.landedPerHour(), "never", chain.landedPerHour()));
                rows.add(row(
                        name + ": wait, middle",
                        "min",
                        minutes(report.medianWait()),
                        "never",
                        minutes(chain.medianWait())));
                rows.add(row(
                        name + ": runs a change",
                        "runs",
                        (double) report.runs() / CHANGES,
                        "never",
                        (double) chain.runs() / CHANGES));
            }
        }
        return rows;
    }

    private static String named(int... setting) {
        return "a day of " + CHANGES + " changes, depth " + setting[0] + ", batch " + setting[1];
    }

    private static double minutes(Duration duration) {
        return duration.toSeconds() / 60.0;
    }

    private static Row row(String name, String unit, double ours, String peer, double theirs) {
        return new Row("queue-day", name, unit, List.of(ours), peer, List.of(theirs), Optional.empty());
    }

    private static List<String> branches(int count) {
        List<String> branches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            branches.add("b" + i);
        }
        return branches;
    }

    private void push(Path work, String name, String... words) {
        user.git(work, Way.SSH, arguments(name, words));
    }

    private String[] arguments(String name, String... words) {
        List<String> push = new ArrayList<>(List.of("push", "-q"));
        int options = 0;
        while (options < words.length && words[options].equals("-o")) {
            push.addAll(List.of("-o", words[options + 1]));
            options += 2;
        }
        push.add(cook.ssh(name));
        push.addAll(List.of(words).subList(options, words.length));
        return push.toArray(String[]::new);
    }

    /** A repository with many small files on main, and branches that each change one of them. */
    private Path repository(String name, int files, String gates, List<String> branches) {
        Path work = root.resolve("queue-" + name + ".git");
        cook.programs().say(root, "git", "init", "-q", "--bare", work.toString());
        Path stream = root.resolve("queue-" + name + ".stream");
        try (BufferedWriter out = Files.newBufferedWriter(stream)) {
            out.write("commit refs/heads/main\ncommitter B <b@localhost> 1700000000 +0000\ndata 4\nmain\n");
            out.write("M 100644 inline cook.toml\n" + data(gates));
            for (int i = 0; i < files; i++) {
                out.write("M 100644 inline d" + i % 500 + "/f" + i + "\n" + data("file " + i + "\n"));
            }
            for (String branch : branches) {
                out.write(change(branch, "d" + branch.substring(1) + "/f" + branch.substring(1)));
            }
            out.write(change(MOVED, "d499/f499"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cook.programs().say(work, "sh", "-c", "git fast-import --quiet <" + stream);
        return work;
    }

    private static String change(String branch, String file) {
        return "commit refs/heads/" + branch
                + "\ncommitter B <b@localhost> 1700000001 +0000\ndata 6\nchange\nfrom refs/heads/main\n"
                + "M 100644 inline " + file + "\n" + data(branch + "\n");
    }

    private static String data(String text) {
        return "data " + text.length() + "\n" + text + "\n";
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> await(String repo, String type, int count) {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<JsonNode> found = events(repo).stream()
                    .filter(event -> event.path("type").asString("").equals(type))
                    .toList();
            if (found.size() >= count) {
                return found;
            }
            if (System.nanoTime() > limit) {
                throw new BenchFailure(found.size() + " of " + count + " events " + type + " in " + repo);
            }
        }
    }

    private List<JsonNode> events(String repo) {
        List<JsonNode> events = new ArrayList<>();
        JsonMapper.shared()
                .readTree(cook.command("event", "tail", "--repo", repo, "--limit", "2000", "--json"))
                .forEach(events::add);
        return events;
    }
}
