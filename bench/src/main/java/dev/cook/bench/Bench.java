package dev.cook.bench;

import dev.cook.bench.GitUser.Way;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures Cook beside C git and prints a table. */
@Command(
        name = "bench",
        description = "Measure Cook beside C git behind OpenSSH and git http-backend, and print a table.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Both servers run at once on this machine, in a directory of their own that is removed afterwards; put it"
                    + " on",
            "the disk that matters with TMPDIR or -Djava.io.tmpdir. Medians and ratios; a row that misses its target"
                    + " says so.",
            "",
            "Examples:",
            "  cook bench --quick",
            "  cook bench --row push-ssh --row push-http",
            "  cook bench --json bench.json"
        })
public final class Bench implements Callable<Integer> {
    private static final int RUNS = 9;

    /** Fewer would make the median a matter of luck. */
    private static final int QUICK_RUNS = 7;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--quick", description = "Fewer runs, and no repository with 1,000,000 fossils.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every run to a file as JSON, too.")
    private @Nullable Path json;

    @Option(names = "--row", paramLabel = "NAME", description = "Only this row; may be given several times.")
    private List<String> wanted = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).setCommandName("cook bench").execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Workshop workshop = Workshop.make();
        CookServing cook = new CookServing(workshop);
        Runtime.getRuntime().addShutdownHook(new Thread(cook::close, "stop"));
        try {
            measure(workshop, cook);
            return CommandLine.ExitCode.OK;
        } catch (BenchFailure e) {
            System.err.println("cook: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            cook.close();
            Workshop.delete(workshop.root());
        }
    }

    private void measure(Workshop workshop, CookServing cook) throws IOException {
        Map<String, Integer> small = new LinkedHashMap<>();
        small.put("fossils-0", 0);
        small.put("fossils-100k", 100_000);
        if (!quick) {
            small.put("fossils-1m", 1_000_000);
        }
        progress("making a repository");
        Sample sample = Sample.make(workshop);
        GitUser user = new GitUser(workshop, sample);
        user.lend();
        int runs = quick ? QUICK_RUNS : RUNS;
        try (OpenSsh peer = new OpenSsh(workshop)) {
            ReplayRows.Effort effort = quick ? ReplayRows.Effort.QUICK : ReplayRows.Effort.WHOLE;
            Rows rows = new Rows(workshop, cook, peer, user, sample, small, runs, effort);
            Map<String, Supplier<List<Row>>> groups = rows.groups();
            requireKnown(groups.keySet());
            Map<String, String> about = about(workshop, runs);
            about.put("server only", effort.text());
            prepare(cook, peer, user, sample, small);
            List<Row> found = new ArrayList<>();
            groups.forEach((name, group) -> {
                if (wanted.isEmpty() || wanted.contains(name)) {
                    progress(name);
                    found.addAll(attempt(name, group, about));
                }
            });
            about.put("load average", about.get("load average") + " before, " + load() + " after");
            Report report = new Report(about, found);
            System.out.print(report.table());
            System.out.flush();
            if (json != null) {
                Files.writeString(json, report.json());
            }
        }
    }

    /** A row that fails says so in the report and leaves the others alone. */
    private static List<Row> attempt(String name, Supplier<List<Row>> group, Map<String, String> about) {
        try {
            List<Row> made = group.get();
            // The table comes at the end; who stops before it has seen something.
            made.forEach(row -> System.err.println(Report.line(row)));
            return made;
        } catch (BenchFailure e) {
            progress(name + " failed: " + e.getMessage());
            about.put("failed: " + name, e.getMessage());
            return List.of();
        }
    }

    private void requireKnown(Set<String> known) {
        if (spec != null && !known.containsAll(wanted)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--row takes one of: " + String.join(", ", known));
        }
    }

    private static void prepare(
            CookServing cook, OpenSsh peer, GitUser user, Sample sample, Map<String, Integer> small) {
        progress("filling both servers");
        cook.start();
        user.push(Way.SSH, cook.ssh(Rows.LARGE), sample.tip(), "main");
        for (String name : small.keySet()) {
            for (int i = 0; i < Fossils.BRANCHES; i++) {
                user.push(Way.SHARED_SSH, cook.ssh(name), sample.early(i), "branch-" + i);
            }
        }
        user.token(cook.token());
        cook.close();
        progress("packing, and writing fossils");
        cook.prepare(Rows.LARGE, small, sample);
        peer.receive(Rows.LARGE, sample);
        small.forEach((name, fossils) -> peer.receiveSmall(name, sample, fossils));
        cook.start();
    }

    private static Map<String, String> about(Workshop workshop, int runs) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        Runtime machine = Runtime.getRuntime();
        about.put(
                "machine",
                machine.availableProcessors() + " cores, " + memory() + " GB, " + system() + ", files on "
                        + workshop.fileSystem());
        about.put("load average", load());
        about.put("runs", runs + " of each, in turns, after one that does not count; medians");
        about.put("Cook", "JVM " + Runtime.version() + "; " + CookServing.DURABILITY);
        about.put(
                "C git",
                workshop.programs().say(workshop.root(), "git", "--version").strip() + "; " + OpenSsh.DURABILITY
                        + "; SSH: sshd; HTTP: git http-backend behind a small CGI server, no TLS");
        about.put("SSH", "curve25519-sha256, ssh-ed25519, aes128-gcm@openssh.com on both sides");
        return about;
    }

    private static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static long memory() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
        return Math.round(Long.parseLong(line.replaceAll("\\D", "")) / 1024.0 / 1024.0);
    }

    private static String system() throws IOException {
        Path release = Path.of("/etc/os-release");
        return !Files.exists(release)
                ? System.getProperty("os.name")
                : Files.readAllLines(release).stream()
                        .filter(line -> line.startsWith("PRETTY_NAME="))
                        .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                        .findFirst()
                        .orElse("Linux");
    }

    private static void progress(String step) {
        System.err.println("cook: " + step);
    }
}
