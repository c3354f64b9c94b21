package dev.cook.bench;

import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.git.CandidateBuilder;
import dev.cook.git.GitRepos;
import dev.cook.git.Maintenance;
import dev.cook.store.Store;
import dev.cook.store.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A Cook server of its own: another JVM, started as {@code ./cook serve} starts it. */
final class CookServing implements AutoCloseable {
    static final String DURABILITY =
            "packs, directories and the database's commits fsynced, every push; fsckObjects on";

    /** The property that holds the classes of the product, which the launcher sets. */
    private static final String PRODUCT = "cook.class.path";

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int POOL = 4;
    private static final Pattern TERMINAL = Pattern.compile("data-terminal=\"([^\"]+)\"");

    /** The kernel's unit of processor time; the same on every Linux that Java runs on. */
    private static final double TICKS = 100;

    private final Workshop workshop;
    private final Path data;
    private final int ssh = Workshop.freePort();
    private final int http = Workshop.freePort();
    private Optional<Process> process = Optional.empty();

    CookServing(Workshop workshop) {
        this.workshop = workshop;
        this.data = workshop.root().resolve("data");
        try {
            Files.writeString(workshop.root().resolve("cook.toml"), """
                    [ssh]
                    listen = "127.0.0.1:%d"
                    [http]
                    listen = "127.0.0.1:%d"
                    [limits]
                    sessions = 200
                    connections = 1000
                    connections_per_address = 1000
                    [environments.local]
                    sandbox = "none"
                    [environments.box]
                    backend = "local"
                    paths = ["%3$s"]
                    [agents.echo]
                    command = ["cat"]
                    [agents.first]
                    command = ["sh", "-c", "echo 1 >%4$s"]
                    [agents.flood]
                    command = ["sh", "-c", "echo 1 >%4$s; %5$s"]
                    [agents.ticker]
                    command = ["sh", "-c", "while :; do date; sleep 1; done"]
                    """.formatted(
                            ssh, http, workshop.signals(), workshop.signal(), AgentRows.FLOOD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return ssh;
    }

    String ssh(String name) {
        return "ssh://cook@127.0.0.1:" + ssh + "/" + name;
    }

    String http(String name) {
        return "http://127.0.0.1:" + http + "/" + name + ".git";
    }

    /** Makes a token for HTTP. */
    String token() {
        return command("token", "create", "--label", "bench", "--scope", "write", "--expires", "1d")
                .lines()
                .filter(line -> line.startsWith("cook_"))
                .findFirst()
                .orElseThrow(() -> new BenchFailure("token create shows no token"));
    }

    /** The command of somebody who types into the agent of a branch. */
    List<String> attached(String repo, String branch) {
        return List.of(
                "ssh",
                "-tt",
                "-F",
                workshop.single().toString(),
                "-p",
                Integer.toString(ssh),
                "cook@127.0.0.1",
                "attach --write " + repo + " " + branch);
    }

    /** Where a browser would find the terminal of what runs on a branch. */
    URI terminal(String repo, String branch, String authorization) {
        HttpRequest page = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + http + "/" + repo + "/branches/" + branch))
                .header("Authorization", authorization)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(page, HttpResponse.BodyHandlers.ofString()).body();
            Matcher matcher = TERMINAL.matcher(body);
            if (!matcher.find()) {
                throw new BenchFailure("the page of " + branch + " has no terminal");
            }
            return URI.create("ws://127.0.0.1:" + http + matcher.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    /** Processor time that the server and its database have used, in seconds. */
    double cpu() {
        long jvm = process.orElseThrow().pid();
        return Stream.concat(ProcessHandle.of(jvm).stream(), postmaster())
                .map(ProcessHandle::pid)
                .distinct()
                .mapToDouble(CookServing::cpu)
                .sum();
    }

    /** Of a process and of its children that have ended. */
    private static double cpu(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Runs a command of Cook's over SSH. */
    String command(String... words) {
        List<String> command = new ArrayList<>(
                List.of("ssh", "-F", workshop.single().toString(), "-p", Integer.toString(ssh), "cook@127.0.0.1"));
        command.addAll(List.of(words));
        return workshop.programs().say(workshop.root(), command.toArray(String[]::new));
    }

    /** Repeats a command until its answer holds a text. */
    void awaitAnswer(String text, String... words) {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!command(words).contains(text)) {
            if (System.nanoTime() > limit) {
                throw new BenchFailure(String.join(" ", words) + " never says '" + text + "'");
            }
            // Asking without a pause would keep a processor from what is measured.
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        }
    }

    /** Waits until so many environments are connected, as the server's health tells it. */
    void awaitConnected(int environments, Duration patience) {
        long limit = System.nanoTime() + patience.toNanos();
        do {
            if (System.nanoTime() > limit) {
                throw new BenchFailure(
                        environments + " environments are not connected after " + patience.toSeconds() + " s");
            }
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        } while (!health().contains("\"environments\":" + environments));
    }

    /** Ends a session, and waits until nothing of its environment is left: it would outlive the server. */
    void kill(int session) {
        command("session", "kill", Integer.toString(session));
        // Nothing but sessions makes environments here, so their numbers are the same.
        Path environment = data.resolve("environments").resolve(Integer.toString(session));
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(environment)) {
            if (System.nanoTime() > limit) {
                throw new BenchFailure("the environment of session " + session + " does not end");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** The pipe in which whoever starts in a sandbox says so. */
    Path signal() {
        return workshop.signal();
    }

    /** The directory of this run. */
    Path root() {
        return workshop.root();
    }

    Programs programs() {
        return workshop.programs();
    }

    /** Starts the server and answers with the seconds until it answered an HTTP request. */
    double start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The very options that the launcher gave to this JVM.
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp", Objects.requireNonNull(System.getProperty(PRODUCT), PRODUCT), "dev.cook.app.Main", "serve"));
        command.addAll(List.of("--config", workshop.root() + "/cook.toml", "--data", data.toString()));
        command.addAll(List.of("--admin-key", workshop.key().toString()));
        long began = System.nanoTime();
        Process started = workshop.programs().start(workshop.root().resolve("cook.log"), command);
        process = Optional.of(started);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/"))
                    .timeout(PATIENCE)
                    .build();
            while (!answers(client, request)) {
                if (!started.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    close();
                    throw new BenchFailure("the Cook server does not start: " + log());
                }
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static boolean answers(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    private String log() {
        try {
            return Files.readString(workshop.root().resolve("cook.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** While the server is down: packs a repository with bitmaps, and writes fossils into others. */
    void prepare(String packed, Map<String, Integer> fossils, Sample sample) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve("postgres"));
                Store store =
                        Store.open(postgres.jdbcUrl(), postgres.user(), postgres.password(), POOL, Clock.systemUTC());
                GitRepos repos = new GitRepos(data, store)) {
            new Maintenance(repos, store).run(repo(store, packed).id(), List.of());
            fossils.forEach((name, count) -> Fossils.write(store, repo(store, name), sample, count));
        }
    }

    /** Builds candidates as the server does. */
    interface Building {
        void build(String target, String branchTip, String message);
    }

    /** While the server is down: lets candidates be built in a repository. */
    <T> T building(String name, Function<Building, T> use) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve("postgres"));
                Store store =
                        Store.open(postgres.jdbcUrl(), postgres.user(), postgres.password(), POOL, Clock.systemUTC());
                GitRepos repos = new GitRepos(data, store)) {
            RepoId repo = repo(store, name).id();
            CandidateBuilder candidates = new CandidateBuilder(repos, Clock.systemUTC());
            return use.apply((target, branchTip, message) ->
                    candidates.build(repo, new Oid(target), new Oid(branchTip), message));
        }
    }

    private static Repo repo(Store store, String name) {
        return store.read(tx -> tx.repos().byName(new RepoName(name)))
                .orElseThrow(() -> new BenchFailure("there is no repository " + name));
    }

    /** Memory of the JVM and of PostgreSQL, shared pages by their share, in MB. */
    Memory memory() {
        long jvm = process.orElseThrow().pid();
        long database = pids().skip(1).map(CookServing::pss).sum();
        return new Memory(pss(jvm) / 1024.0, database / 1024.0);
    }

    /** All processes of the server; the JVM first. */
    LongStream pids() {
        Stream<ProcessHandle> others =
                Stream.concat(process.orElseThrow().toHandle().descendants(), postmaster());
        return LongStream.concat(
                LongStream.of(process.orElseThrow().pid()),
                others.mapToLong(ProcessHandle::pid).distinct());
    }

    /** What the server tells of itself to whoever watches it. */
    String health() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/health"))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    /**
     * What a server takes, in MB.
     *
     * @param jvm the JVM's part
     * @param database the part of PostgreSQL's processes
     */
    record Memory(double jvm, double database) {}

    private Stream<ProcessHandle> postmaster() {
        Path file = data.resolve("postgres/cluster/postmaster.pid");
        try {
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            return ProcessHandle.of(pid).stream().flatMap(main -> Stream.concat(Stream.of(main), main.descendants()));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** In kB; a process that is gone takes none. */
    private static long pss(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.ifPresent(Programs::end);
        process = Optional.empty();
    }
}
