package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.store.ControllerStatus;
import dev.cook.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordingStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a whole server asks of its database because of one operation: by whoever does it, and by the controllers that it wakes.
 * Counts hardly depend on the machine or on its load.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1)
class ServerRoundTripsTest {
    /** So many that a controller that each of them woke asked more often than one that looks now and then. */
    private static final int OPERATIONS = 20;

    private static final String FORCE = "jdk.FileForce";
    private static final int SHORT_QUEUE = 10;
    private static final int LONG_QUEUE = 40;

    /** Passes of each controller, after which what an operation woke is over. */
    private static final int PASSES = 3;

    private TestServer site;
    private Person ada;

    @BeforeAll
    void start() throws Exception {
        site = TestServer.start();
        ada = site.admin();
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    /**
     * What something cost.
     *
     * @param forced files and directories that the server itself forced to disk, without the database's log
     * @param controllers the part of the questions to the database that is theirs, of all operations
     */
    private record Cost(double transactions, double statements, double forced, Map<String, Store.Asked> controllers) {
        Cost each(int operations) {
            return new Cost(transactions / operations, statements / operations, forced / operations, controllers);
        }

        /** Without what the controllers asked. */
        Cost own() {
            return new Cost(
                    transactions
                            - controllers.values().stream()
                                    .mapToLong(Store.Asked::transactions)
                                    .sum(),
                    statements
                            - controllers.values().stream()
                                    .mapToLong(Store.Asked::statements)
                                    .sum(),
                    forced,
                    Map.of());
        }

        @Override
        public String toString() {
            return "%.2f transactions, %.2f statements, %.2f forced; in all by controllers: %s"
                    .formatted(transactions, statements, forced, controllers);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private Cost cost(Work work) throws Exception {
        settle();
        Store.Asked before = site.server().asked();
        Map<String, Store.Asked> theirs = controllers(ControllerStatus::database);
        long forced = forced(() -> {
            work.run();
            settle();
        });
        Store.Asked cost = site.server().asked().since(before);
        Map<String, Store.Asked> after = controllers(ControllerStatus::database);
        after.replaceAll((name, asked) -> asked.since(theirs.getOrDefault(name, new Store.Asked(0, 0))));
        return new Cost(cost.transactions(), cost.statements(), forced, after);
    }

    /** How many files and directories of the server's are forced to disk meanwhile. */
    private long forced(Work work) throws Exception {
        String data = site.site().data().toString();
        LongAdder count = new LongAdder();
        try (RecordingStream stream = new RecordingStream()) {
            stream.enable(FORCE).withThreshold(Duration.ZERO).withoutStackTrace();
            stream.onEvent(FORCE, event -> {
                if (String.valueOf(event.getString("path")).startsWith(data)) {
                    count.increment();
                }
            });
            stream.startAsync();
            work.run();
            stream.stop();
        }
        return count.sum();
    }

    private <T> Map<String, T> controllers(Function<ControllerStatus, T> what) {
        return site.server().controllers().stream()
                .collect(Collectors.toMap(ControllerStatus::name, what, (one, _) -> one, TreeMap::new));
    }

    private void settle() {
        Map<String, Long> before = controllers(ControllerStatus::passes);
        await("each controller to look again", () -> controllers(ControllerStatus::passes).entrySet().stream()
                .allMatch(now -> now.getValue() >= before.getOrDefault(now.getKey(), 0L) + PASSES));
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Duration.ofMinutes(5)).until(condition);
    }

    @Test
    void aPushAsksThreeTimesAndAFetchOnceAndTheyWakeNobodyForNothing() throws Exception {
        Path work = ada.repository("pushed");
        ada.git(work, "push", "-q", ada.url("pushed"), "main").ok();
        push(work);

        Cost push = cost(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                push(work);
            }
        });
        Cost fetch = cost(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                ada.git(work, "fetch", "-q", ada.url("pushed"), "work").ok();
            }
        });

        System.err.println("a push: " + push.each(OPERATIONS));
        System.err.println("a fetch: " + fetch.each(OPERATIONS));
        // Three, and now and then who pushes and where is asked again.
        assertThat(push.own().each(OPERATIONS).transactions()).isLessThanOrEqualTo(3.9);
        assertThat(push.own().each(OPERATIONS).statements()).isLessThanOrEqualTo(30);
        assertThat(fetch.own().each(OPERATIONS).transactions()).isLessThanOrEqualTo(1);
        assertThat(push.each(OPERATIONS).forced())
                .as("pack, index and their directory; PostgreSQL forces its log")
                .isEqualTo(3);
        assertThat(fetch.forced()).isZero();
        assertThat(push.controllers()).allSatisfy((name, asked) -> assertThat(asked.transactions())
                .as("%s looks now and then, and not because of each push", name)
                .isLessThan(OPERATIONS / 2));
        assertThat(fetch.controllers()).allSatisfy((name, asked) -> assertThat(asked.transactions())
                .as("%s looks now and then, and not because of each fetch", name)
                .isLessThan(OPERATIONS / 2));
    }

    private void push(Path work) throws Exception {
        ada.commit(work, "file", "more\n" + Files.readString(work.resolve("file")));
        ada.git(work, "push", "-q", ada.url("pushed"), "HEAD:refs/heads/work").ok();
    }

    @Test
    void anIdleServerAsksNextToNothing() throws Exception {
        Map<String, Long> passes = controllers(ControllerStatus::passes);
        Cost idle = cost(() -> {
            settle();
            settle();
            settle();
        });

        System.err.println("an idle server: " + idle);
        Map<String, Long> later = controllers(ControllerStatus::passes);
        assertThat(idle.controllers()).allSatisfy((name, asked) -> assertThat(asked.transactions())
                .as("%s looks seldom at what did not change", name)
                .isLessThan((later.getOrDefault(name, 0L) - passes.getOrDefault(name, 0L)) / 2));
    }

    @Test
    void whatALandingAsksDoesNotGrowWithItsQueue() throws Exception {
        Cost few = landing("few", SHORT_QUEUE);
        Cost many = landing("many", LONG_QUEUE);

        System.err.println("a landing, " + SHORT_QUEUE + " pushed together: " + few);
        System.err.println("a landing, " + LONG_QUEUE + " pushed together: " + many);
        assertThat(many.transactions()).isLessThanOrEqualTo(25);
        assertThat(many.statements()).isLessThanOrEqualTo(150);
        assertThat(many.forced())
                .as("pack, index and their directory: of a candidate, of a fossil, and of notes of several landings")
                .isLessThanOrEqualTo(9);
        assertThat(many.transactions()).as("as many as in a short queue").isLessThanOrEqualTo(few.transactions() * 1.2);
        assertThat(many.statements()).as("as many as in a short queue").isLessThanOrEqualTo(few.statements() * 1.2);
    }

    /** The cost of each landing, from the push of all branches to the last note. */
    private Cost landing(String repo, int branches) throws Exception {
        Path work = ada.repository(repo);
        ada.git(work, "push", "-q", ada.url(repo), "main").ok();
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < branches; i++) {
            stream.append("""
                    commit refs/heads/b%d
                    committer A <a@example.org> 1700000000 +0000
                    data 1
                    m
                    from refs/heads/main^0
                    M 100644 inline of-%d
                    data 1
                    x

                    """.formatted(i, i));
        }
        Path file = Files.writeString(ada.home().resolve("stream"), stream);
        Ended.of(ada.gitCommand(work, "fast-import", "--quiet").redirectInput(file.toFile()))
                .ok();
        return cost(() -> {
                    ada.git(work, "push", "-q", "-o", "land=auto", ada.url(repo), "refs/heads/b*:refs/heads/b*")
                            .ok();
                    await(branches + " landings", () -> attested(repo) == branches);
                })
                .each(branches);
    }

    /** Asked over a connection of the test's own: what the server is asked is counted. */
    private int attested(String repo) throws SQLException {
        try (Connection connection = site.database().connect();
                PreparedStatement question = connection.prepareStatement("""
                        SELECT count(*) FROM candidate JOIN repo USING (repo_id)
                        WHERE repo.name = ? AND candidate.state = 'landed' AND attested_at IS NOT NULL
                        """)) {
            question.setString(1, repo);
            try (ResultSet answer = question.executeQuery()) {
                answer.next();
                return answer.getInt(1);
            }
        }
    }
}
