package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many repositories, some of which hold what has stopped a server before, all at once and on half of the heap that servers have:
 * the others land as if nothing were, and each of the poisoned branches says what is wrong with it.
 */
@Order(1)
class ChaosTest {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosTest.class);

    /** Healthy repositories in each of the two rounds. */
    private static final int HEALTHY = 7;

    /** Together their messages are larger than the heap. */
    private static final int LARGE_COMMITS = 300;

    private static final int ALMOST_A_MEBIBYTE = (1 << 20) - 10_000;

    private static final String PASSES = """
            [[gates]]
            name = "passes"
            command = "true"
            """;

    @Test
    void whatPoisonsOneRepositoryStopsNoOther() throws Exception {
        try (TestSite site = TestSite.open();
                ServerProcess server = ServerProcess.start(
                        site, "\n[limits]\nmerge = \"1s\"\ngate_runs = 12\n", List.of("-Xmx256m"), Map.of())) {
            Person ada = server.admin();
            List<Duration> calm = landings(ada, "calm");

            GatedRepo damaged = damagedPack(ada, server);
            GatedRepo messages = largeMessages(ada);
            GatedRepo slow = slowMerge(ada);
            GatedRepo loud = loudGates(ada);
            GatedRepo stopped = stoppedSandbox(ada);
            GatedRepo endless = endlessGateFile(ada);

            List<Duration> amongPoison = landings(ada, "other");

            slow.await("poison", "cannot be merged with main: merging took git longer than 1 s");
            damaged.await("poison", "the server failed to build its candidate");
            assertThat(damaged.shown("poison")).contains("error      ", "has the error ", "`branch abandon`");
            assertThat(ada.ssh("queue", "explain", "damaged", "poison").ok().said())
                    .contains("the server failed to build its candidate");
            assertThat(ada.ssh("controller", "list").ok().said()).contains("merge: failed ", "build its candidate");
            // Behind it in its own queue, others go on.
            ada.ssh("branch", "land", "damaged", "healthy").ok();
            landed(ada, damaged, "healthy");
            landed(ada, messages, "poison");
            landed(ada, loud, "poison");
            ada.ssh("branch", "abandon", "damaged", "poison").ok();
            assertThat(ada.ssh("branch", "show", "damaged", "poison").ok().said())
                    .doesNotContain("error  ");
            ada.ssh("branch", "abandon", stopped.name(), "poison").ok();
            ada.ssh("branch", "abandon", endless.name(), "poison").ok();
            assertThat(server.log()).doesNotContain("OutOfMemoryError");
            LOG.info(
                    "from push to landing: {} without poison, {} among poison, medians {} and {}",
                    told(calm),
                    told(amongPoison),
                    median(calm),
                    median(amongPoison));
        }
    }

    /** Pushes to one repository after the other, and waits for each; how long that took. */
    private static List<Duration> landings(Person ada, String name) throws Exception {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < HEALTHY; i++) {
            GatedRepo repo = GatedRepo.of(ada, name + i, PASSES);
            ada.git(repo.work(), "checkout", "-q", "-b", "fix").ok();
            ada.commit(repo.work(), "fixed", "yes\n");
            long before = System.nanoTime();
            Ended push = ada.git(
                    repo.work(),
                    "push",
                    "-q",
                    ada.url(repo.name()),
                    "HEAD:refs/heads/fix",
                    "-o",
                    "land=auto",
                    "-o",
                    "wait");
            took.add(Duration.ofNanos(System.nanoTime() - before));
            assertThat(push.ok().err()).contains("landed on main");
        }
        return took;
    }

    private static void landed(Person ada, GatedRepo repo, String branch) {
        ada.until(repo.name() + " lands", () -> repo.shown(branch).contains("landed as"));
    }

    /** A history of messages that are each as large as they may be; one that is larger is refused. */
    private static GatedRepo largeMessages(Person ada) throws Exception {
        GatedRepo repo = GatedRepo.of(ada, "messages", PASSES);
        Path stream = ada.home().resolve("stream");
        byte[] message = "m".repeat(ALMOST_A_MEBIBYTE).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(stream))) {
            for (int i = 0; i < LARGE_COMMITS; i++) {
                out.write(("commit refs/heads/poison\ncommitter A <a@example.org> " + (1_700_000_000 + i)
                                + " +0000\ndata " + message.length + "\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(message);
                out.write(("\n" + (i == 0 ? "from refs/heads/main\n" : "") + "M 100644 inline large\ndata 4\n"
                                + "%03d\n".formatted(i))
                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        Ended.of(ada.gitCommand(repo.work(), "fast-import", "--quiet").redirectInput(stream.toFile()))
                .ok();
        Files.delete(stream);
        repo.git("checkout", "-q", "poison");
        // The target moves, so that there is a base to be looked for.
        repo.git("checkout", "-q", "main");
        ada.commit(repo.work(), "moved", "yes\n");
        repo.git("push", "-q", ada.url("messages"), "main");
        repo.git("checkout", "-q", "poison");
        repo.push("poison");

        Path longer = Files.writeString(ada.home().resolve("message"), "m".repeat(2 << 20));
        repo.git("commit", "-q", "--allow-empty", "-F", longer.toString());
        Ended refused = ada.git(repo.work(), "push", "-q", ada.url("messages"), "HEAD:refs/heads/larger")
                .refused();
        assertThat(refused.err()).contains("the rule largeMessage allows 1048576", ada.tip(repo.work(), "HEAD"));
        return repo;
    }

    /** A branch that moves a directory and edits what is in it, as the target does too: git compares all with all. */
    private static GatedRepo slowMerge(Person ada) throws Exception {
        GatedRepo repo = GatedRepo.of(ada, "slow", PASSES);
        Path from = Files.createDirectory(repo.work().resolve("from"));
        for (int i = 0; i < 3_000; i++) {
            Files.writeString(from.resolve("f" + i), ("line " + i + " of many\n").repeat(60));
        }
        repo.git("add", ".");
        repo.git("commit", "-q", "-m", "Add many");
        repo.git("push", "-q", ada.url("slow"), "main");
        repo.git("checkout", "-q", "-b", "poison");
        repo.git("mv", "from", "to");
        edit(repo.work().resolve("to"), "theirs");
        repo.git("commit", "-q", "-a", "-m", "Move and edit");
        repo.git("checkout", "-q", "main");
        edit(from, "ours");
        repo.git("commit", "-q", "-a", "-m", "Edit");
        repo.git("push", "-q", ada.url("slow"), "main");
        repo.git("checkout", "-q", "poison");
        repo.push("poison");
        return repo;
    }

    private static void edit(Path directory, String word) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                Files.writeString(file, word.equals("ours") ? word + "\n" + text : text + word + "\n");
            }
        }
    }

    /** Gates that write more than is kept of them. */
    private static GatedRepo loudGates(Person ada) throws Exception {
        StringBuilder gates = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            gates.append("""
                    [[gates]]
                    name = "loud%d"
                    command = "yes loud | head -c 50000000"
                    """.formatted(i));
        }
        GatedRepo repo = GatedRepo.of(ada, "loud", gates.toString());
        repo.propose("poison", "loud", "yes\n");
        return repo;
    }

    /** A gate that stops all that looks after it. */
    private static GatedRepo stoppedSandbox(Person ada) throws Exception {
        GatedRepo repo = GatedRepo.of(ada, "stopped", """
                [[gates]]
                name = "stops"
                command = "kill -STOP -1; kill -STOP $PPID; sleep 600"
                """);
        repo.propose("poison", "stopped", "yes\n");
        return repo;
    }

    /** A branch with a file that cannot be read any more when it has to be merged. */
    private static GatedRepo damagedPack(Person ada, ServerProcess server) throws Exception {
        GatedRepo repo = GatedRepo.of(ada, "damaged", PASSES);
        String text = "a line of text\n".repeat(100);
        ada.commit(repo.work(), "text", text);
        repo.git("push", "-q", ada.url("damaged"), "main");
        List<Path> before = packs(server.site().data());
        repo.git("checkout", "-q", "-b", "poison");
        ada.commit(repo.work(), "text", text + "theirs\n");
        repo.git("push", "-q", ada.url("damaged"), "HEAD:refs/heads/poison", "-o", "land=ask");
        repo.await("poison", "somebody with the land role");
        // Whoever pushes to it later is refused, so what moves its target is there before.
        List<Path> poisoned = new ArrayList<>(packs(server.site().data()));
        poisoned.removeAll(before);
        pushToAsk(repo, "mover", "text", "ours\n" + text);
        pushToAsk(repo, "healthy", "healthy", "healthy\n");
        // What a server has read of a pack it does not read again.
        server.kill();
        for (Path pack : poisoned) {
            spoilLastObject(pack);
        }
        server.startAgain();
        ada.ssh("branch", "land", "damaged", "mover").ok();
        landed(ada, repo, "mover");
        ada.ssh("branch", "land", "damaged", "poison").ok();
        return repo;
    }

    private static void pushToAsk(GatedRepo repo, String branch, String file, String content) throws Exception {
        repo.git("checkout", "-q", "-b", branch, "main");
        repo.owner().commit(repo.work(), file, content);
        repo.git("push", "-q", repo.owner().url(repo.name()), "HEAD:refs/heads/" + branch, "-o", "land=ask");
        repo.await(branch, "somebody with the land role");
    }

    /** Files come last in a pack, and after them only its own checksum. */
    private static void spoilLastObject(Path pack) throws IOException {
        Files.setPosixFilePermissions(pack, PosixFilePermissions.fromString("rw-------"));
        try (SeekableByteChannel channel = Files.newByteChannel(pack, StandardOpenOption.WRITE)) {
            channel.position(channel.size() - 20 - 8);
            channel.write(ByteBuffer.wrap(new byte[8]));
        }
    }

    private static List<Path> packs(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("repos"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }

    /** A gate file that never comes to an end. */
    private static GatedRepo endlessGateFile(Person ada) throws Exception {
        GatedRepo repo = GatedRepo.of(ada, "endless", PASSES);
        ada.commit(repo.work(), "gates.py", "while True:\n    pass\n");
        repo.git("push", "-q", ada.url("endless"), "main");
        repo.propose("poison", "endless", "yes\n");
        return repo;
    }

    private static String told(List<Duration> all) {
        return all.stream().map(one -> one.toMillis() + " ms").toList().toString();
    }

    private static String median(List<Duration> all) {
        return all.stream().sorted().toList().get(all.size() / 2).toMillis() + " ms";
    }
}
