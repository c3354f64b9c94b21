package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.domain.event.RefMove;
import dev.cook.domain.event.RepoFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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
    private static final RepoFact PUSHED = new RepoFact.RefsPushed(
            "ann",
            List.of(
                    new RefMove(Optional.empty(), Optional.of(new Oid("2".repeat(40))), "refs/heads/fix"),
                    new RefMove(Optional.of(new Oid("3".repeat(40))), Optional.empty(), "refs/heads/old")),
            1);

    private final TestStore test = TestStore.open();
    private final Store store = test.store();
    private final Repo repo = test.repo("thing");
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
        tx.events().append(branch.repo(), branch.id(), new BranchFact.Waited(why));
    }

    @Test
    void theyCommitInTheOrderInWhichTheyWereToldWithAllTheirFacts() {
        store.change(tx -> {
            tell(tx, branch, "second\0");
            tx.events().append(repo.id(), branch.id(), new BranchFact.Resumed("ann", Optional.empty()));
            tx.events().append(repo.id(), branch.id(), new BranchFact.Held("ann", "\"demo\" {1}"));
            tx.events().appendFirst(repo.id(), Optional.of(branch.id()), PUSHED);
            assertThat(tx.events().ofBranch(branch.id(), 0, 100)).isEmpty();
        });

        assertThat(story())
                .extracting(Event::fact)
                .containsExactly(
                        PUSHED,
                        new BranchFact.Waited("second\uFFFD"),
                        new BranchFact.Resumed("ann", Optional.empty()),
                        new BranchFact.Held("ann", "\"demo\" {1}"));
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

        assertThat(story()).extracting(Event::type).containsExactly("branch.waited", "branch.praised", "branch.waited");
        assertThat(EventText.line(story().get(1))).isEqualTo("branch.praised by=ann (unknown event type)");
        assertThat(story().get(1).data()).containsEntry("by", "ann");
    }

    @Test
    void whatCannotBeReadIsShownAndNotThrownOn() throws Exception {
        try (var connection = test.connect();
                var statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO event (at, repo_id, branch_id, type, version, data)
                    SELECT now(), repo_id, branch_id, e.type, e.version, e.data::jsonb
                    FROM branch, (VALUES
                        (1, 'branch.released', 1, '{"by": null}'),
                        (2, 'session.started', 1, '{"session": 1, "agent": "demo", "turn": 2}'),
                        (3, 'session.started', 1, '{"session": 1, "agent": "demo", "turn": "many"}'),
                        (4, 'branch.held', 1, '{"by": "ann", "why": {"deep": ["down"]}}'),
                        (5, 'branch.landed', 7, '{}')) AS e (position, type, version, data)
                    ORDER BY e.position
                    """);
        }

        assertThat(story())
                .extracting(event -> EventText.line(event))
                .containsExactly(
                        "branch.released (the key 'by' is missing)",
                        "session 1: demo started (turn 2)",
                        "session.started agent=demo session=1 turn=many (the key 'turn' is not a number)",
                        "held by ann: {\"deep\": [\"down\"]}",
                        "branch.landed (version 7 of this event type is unknown)");
    }

    @Test
    void whatWasStoredBeforeEventsHadVersionsIsTheFirstOne() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("29", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                    INSERT INTO event (at, repo_id, type, data)
                    SELECT now(), repo_id, 'refs.pushed', '{"by": "ann", "refs": "fix new..c8f36b7fcf"}' FROM repo;
                    """);
        try (Store old = Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC())) {
            RepoId its = new RepoId(1);
            old.change(tx -> tx.events().append(its, PUSHED));

            List<Event> events = old.read(tx -> tx.events().inRepos(List.of(its), 0, 10));
            assertThat(events)
                    .extracting(Event::fact)
                    .containsExactly(new RepoFact.RefsPushed1("ann", "fix new..c8f36b7fcf"), PUSHED);
        }
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
