package dev.cook.bench;

import dev.cook.bench.Row.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rows about what is installed: how large the packages are, and how soon a server that was installed answers. */
final class PackageRows {
    /** The property that holds the root of the clone, which the launcher sets. */
    private static final String CLONE = "cook.root";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double MB = 1e6;

    private final Workshop workshop;
    private final Race race;
    private Optional<Path> made = Optional.empty();

    PackageRows(Workshop workshop, Race race) {
        this.workshop = workshop;
        this.race = race;
    }

    void addTo(Map<String, Supplier<List<Row>>> groups) {
        groups.put("package", this::sizes);
        groups.put("package-start", this::start);
    }

    private List<Row> sizes() {
        return List.of(
                size("the Debian package, with Java and PostgreSQL", ".deb", Target.atMost(100)),
                size("the tarball, with Java and PostgreSQL", ".tar.gz", Target.atMost(100)));
    }

    private Row size(String name, String end, Optional<Target> target) {
        try {
            return new Row("package", name, "MB", List.of(Files.size(file(end)) / MB), "", List.of(), target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Row> start() {
        Path tree = workshop.root().resolve("installed");
        String launcher = tree.resolve("cook").toString();
        String cache = workshop.root().resolve("cache").toString();
        try {
            Files.createDirectory(tree);
            Files.createDirectory(Path.of(cache));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workshop.programs()
                .say(workshop.root(), "tar", "-xzf", file(".tar.gz").toString(), "-C", tree.toString(), "--strip=1");
        double first = started(launcher, cache, "without");
        awaitCache(Path.of(cache, "cook.aot.of"));
        List<Double> later = race.run(_ -> started(launcher, cache, "with")).getFirst();
        return List.of(
                new Row(
                        "package-start",
                        "first start of an installed server, until /health answers",
                        "s",
                        List.of(first),
                        "",
                        List.of(),
                        Optional.empty()),
                new Row(
                        "package-start",
                        "later start of an installed server, until /health answers",
                        "s",
                        later,
                        "",
                        List.of(),
                        Target.atMost(1.5)));
    }

    /** The first server has it made, at its leisure. */
    private static void awaitCache(Path made) {
        long began = System.nanoTime();
        while (!Files.exists(made)) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new BenchFailure("the first start left no AOT cache: " + made);
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    /** Seconds from the launcher's start until the server is well; it is stopped again. */
    private double started(String launcher, String cache, String data) {
        int http = Workshop.freePort();
        Path log = workshop.root().resolve("installed.log");
        List<String> command = new ArrayList<>(List.of("env", "CACHE_DIRECTORY=" + cache));
        command.addAll(
                List.of("COOK_SSH_LISTEN=127.0.0.1:" + Workshop.freePort(), "COOK_HTTP_LISTEN=127.0.0.1:" + http));
        command.addAll(List.of(launcher, "serve", "--data", workshop.root() + "/installed-" + data));
        command.addAll(List.of("--admin-key", workshop.key().toString()));
        long began = System.nanoTime();
        Process server = workshop.programs().start(log, command);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/health"))
                    .timeout(PATIENCE)
                    .build();
            while (!isWell(client, request)) {
                if (!server.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new BenchFailure("the installed server does not start: " + Files.readString(log));
                }
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            return (System.nanoTime() - began) / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Programs.end(server);
        }
    }

    private static boolean isWell(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    private Path file(String end) {
        Path packages = made.orElseGet(this::make);
        try (Stream<Path> files = Files.list(packages)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow(() -> new BenchFailure("no package ends in " + end));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As `./cook package` does, of what the launcher has built. */
    private Path make() {
        Path packages = workshop.root().resolve("package");
        workshop.programs()
                .time(
                        workshop.root(),
                        Map.of("COOK_JDK", System.getProperty("java.home")),
                        List.of(
                                Objects.requireNonNull(System.getProperty(CLONE), CLONE) + "/packaging/build",
                                "--out",
                                packages.toString()));
        made = Optional.of(packages);
        return packages;
    }
}
