package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Event;
import dev.cook.domain.EventText;
import dev.cook.domain.EventType;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events commit with what they tell of, are numbered in commit order, and hold up others only for the commit itself. */
class EventsTest {
    private final TestStore test = TestStore.open();
    private final Store store = test.store();
    private final Repo repo = test.repo("kitchen");
    private final Branch branch = store.write(tx -> tx.branches()
            .start(
                    repo.id(),
                    new BranchName("fix"),
                    new BranchName("main"),
                    Landing.ASK,
                    Optional.empty(),
                    new Oid("1".repeat(40)),
                    "ann"));

    @AfterEach
    void close() {
        test.close();
    }

    private List<Event> story() {
        return test.list(tx -> tx.events().ofBranch(branch.id(), 0, 100));
    }

    private static void tell(Tx tx, Branch branch, String why) {
        tx.events().append(EventType.BRANCH_WAITED, branch.repo(), branch.id(), Map.of("why", why));
    }

    @Test
    void theyCommitInTheOrderInWhichTheyWereToldWithAllTheirFacts() {
        store.change(tx -> {
            tell(tx, branch, "second\0");
            tx.events().append(EventType.BRANCH_RESUMED, repo.id(), branch.id(), Map.of());
            tx.events()
                    .append(
                            EventType.BRANCH_DONE,
                            repo.id(),
                            branch.id(),
                            Map.of("by", "ann", "agent", "\"demo\" {1}"));
            tx.events().appendFirst(EventType.REFS_PUSHED, repo.id(), Optional.of(branch.id()), Map.of("refs", "fix"));
            assertThat(tx.events().ofBranch(branch.id(), 0, 100)).isEmpty();
        });

        assertThat(story())
                .extracting(Event::type, Event::data)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(EventType.REFS_PUSHED, Map.of("refs", "fix")),
                        org.assertj.core.groups.Tuple.tuple(EventType.BRANCH_WAITED, Map.of("why", "second\uFFFD")),
                        org.assertj.core.groups.Tuple.tuple(EventType.BRANCH_RESUMED, Map.of()),
                        org.assertj.core.groups.Tuple.tuple(
                                EventType.BRANCH_DONE, Map.of("by", "ann", "agent", "\"demo\" {1}")));
    }

    @Test
    void whoeverToldSomethingHoldsNobodyUpWhileItGoesOn() {
        store.change(tx -> {
            tell(tx, branch, "the first one goes on");
            CompletableFuture<Void> other = CompletableFuture.runAsync(
                    () -> store.change(inner -> tell(inner, branch, "the second one does not wait")));
            assertThat(other).succeedsWithin(20, TimeUnit.SECONDS);
        });

        assertThat(story())
                .extracting(event -> event.data().get("why"))
                .containsExactly("the second one does not wait", "the first one goes on");
    }

    @Test
    void thousandsOfThemAreOneStatement() {
        AtomicInteger statements = new AtomicInteger();
        Jdbi.create(test::connect).useTransaction(handle -> {
            Tx tx = new Tx(handle, Clock.systemUTC(), text -> text);
            handle.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                    statements.incrementAndGet();
                }
            });
            IntStream.range(0, 5_000).forEach(i -> tell(tx, branch, "reason " + i));
            tx.flush();
            tx.flush();
        });

        assertThat(statements).hasValue(1);
        assertThat(test.list(tx -> tx.events().ofBranch(branch.id(), 0, 10_000)))
                .extracting(event -> event.data().get("why"))
                .containsExactlyElementsOf(
                        IntStream.range(0, 5_000).mapToObj(i -> "reason " + i).toList());
    }

    @Test
    void whatANewerServerWroteIsReadAllTheSame() throws Exception {
        store.change(tx -> tell(tx, branch, "before"));
        try (var connection = test.connect();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO event (at, repo_id, branch_id, type, data) SELECT now(), repo_id, branch_id,"
                    + " 'branch.praised', '{\"by\": \"ann\"}' FROM branch");
        }
        store.change(tx -> tell(tx, branch, "after"));

        assertThat(story())
                .extracting(Event::type)
                .containsExactly(EventType.BRANCH_WAITED, EventType.UNKNOWN_EVENT, EventType.BRANCH_WAITED);
        assertThat(EventText.line(story().get(1))).contains("branch.praised");
        assertThat(story().get(1).data()).containsEntry("by", "ann");
    }

    @Test
    void nothingIsToldByWhatFailedOrOnlyReads() {
        assertThatThrownBy(() -> store.change(tx -> {
                    tell(tx, branch, "never");
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThatThrownBy(() -> store.read(tx -> {
                    tell(tx, branch, "never");
                    return 1;
                }))
                .hasMessageContaining("only reads");

        assertThat(story()).isEmpty();
    }

    /** Times are rough where transactions overlap; what was committed long before or after is on its side. */
    @Test
    void theLastOneBeforeATimeIsFoundByItsNumber() throws SQLException {
        try (Connection rows = test.connect();
                Statement statement = rows.createStatement()) {
            statement.execute("INSERT INTO event (at, type, data)"
                    + " SELECT timestamptz '2020-01-01 00:00Z' + n * interval '1 hour', 'story.told', '{}'"
                    + " FROM generate_series(0, 99) AS n");
        }
        long first = store.read(tx -> tx.events().newest()) - 99;

        assertThat(lastBefore("2019-12-31T00:00:00Z")).isLessThan(first);
        assertThat(lastBefore("2020-01-01T00:00:01Z")).isEqualTo(first);
        assertThat(lastBefore("2020-01-02T00:00:00Z")).isEqualTo(first + 23);
        assertThat(lastBefore("2020-01-02T00:30:00Z")).isEqualTo(first + 24);
        assertThat(lastBefore("2030-01-01T00:00:00Z")).isEqualTo(first + 99);
    }

    private long lastBefore(String at) {
        return store.read(tx -> tx.events().lastBefore(Instant.parse(at)));
    }
}
