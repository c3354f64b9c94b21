package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A server with one repository that honest people use, while others send it what no git would. */
final class HostileServer implements AutoCloseable {
    static final String REPO = "good";

    final TestServer cook;
    final Person ada;
    final Wire wire;
    final Path work;
    private List<String> before;
    private final Map<String, String> taken = new TreeMap<>();
    private int refs;

    /** @param limits lines for the section of limits of the server's file */
    HostileServer(String limits) throws IOException, InterruptedException {
        this(Map.of(), limits);
    }

    /** @param agents scripts by the names of the agents that they are */
    HostileServer(Map<String, String> agents, String limits) throws IOException, InterruptedException {
        cook = TestServer.start(agents, "\n[limits]\n" + limits);
        ada = cook.admin();
        wire = Wire.to(cook);
        work = ada.repository(REPO);
        ada.git(work, "push", "-q", ada.url(REPO), "main").ok();
        before = objects();
    }

    /** The name of a ref that no other push of this test has. */
    synchronized String freshRef(String below) {
        refs++;
        return below + "hostile" + refs;
    }

    /** Sends a pack for a new branch, and sees it refused for its content without a trace. */
    void refuses(Wire.Way way, String tip, byte[] pack, String why) throws IOException, InterruptedException {
        String ref = freshRef("refs/heads/");
        Wire.Answer answer = wire.push(way, REPO, ref, tip, pack);
        assertThat(answer.said())
                .contains("unpack error ", "ng " + ref + " ")
                .contains(why)
                .doesNotContain("ok " + ref, "that broke", "internal", "Exception", "\tat ");
        // Over HTTP git reads the report; over SSH a script reads the status.
        assertThat(answer.status()).isEqualTo(way == Wire.Way.SSH ? 1 : 0);
        leftNothing();
    }

    /** Sends a pack for a new branch, and sees it taken. */
    void takes(Wire.Way way, String tip, byte[] pack) throws IOException, InterruptedException {
        String ref = freshRef("refs/heads/");
        Wire.Answer answer = wire.push(way, REPO, ref, tip, pack);
        assertThat(answer.said()).contains("unpack ok", "ok " + ref);
        taken.put(ref, tip);
        patiently().until(() -> objects().stream().noneMatch(HostileServer::isQuarantine));
        before = objects();
    }

    /** Somebody else pushes and reads as ever, and the refs are those that were meant to be. */
    void othersGoOn() throws IOException, InterruptedException {
        taken.put("refs/heads/main", ada.commit(work, "file", "two\n"));
        ada.git(work, "push", "-q", ada.url(REPO), "main").ok();
        Map<String, String> refs = new TreeMap<>();
        ada.git(work, "ls-remote", "--refs", ada.url(REPO)).ok().said().lines().forEach(line -> {
            String[] parts = line.split("\t", 2);
            refs.put(parts[1], parts[0]);
        });
        assertThat(refs).isEqualTo(taken);
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    private static boolean isQuarantine(String file) {
        return file.contains("incoming");
    }

    /** Nothing is in quarantine, and no pack came to those of honest pushes. */
    void leftNothing() {
        patiently().untilAsserted(() -> assertThat(objects())
                .as("the answer may come before the quarantine is gone, but then it goes")
                .isEqualTo(before));
    }

    /** What all repositories take. */
    long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(cook.site().data().resolve("repos"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private List<String> objects() throws IOException {
        Path repositories = cook.site().data().resolve("repos");
        try (Stream<Path> files = Files.walk(repositories)) {
            return files.map(file -> repositories.relativize(file).toString())
                    .filter(name -> name.contains("/objects/"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException gone) {
                // Something is just being deleted.
                return List.of(gone.getFile());
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        cook.close();
    }
}
