package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.GateRunId;
import dev.cook.domain.JobId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.event.BranchFact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever waits is woken by what it waits for, and by nothing else. */
class WakeupsTest {
    private final TestStore test = TestStore.open();
    private final Store store = test.store();
    private final Repo repo = test.repo("thing");
    private final Branch fix = branch("fix");
    private final Branch other = branch("other");

    private Branch branch(String name) {
        return store.write(tx -> tx.branches()
                .start(
                        repo.id(),
                        new BranchName(name),
                        new BranchName("main"),
                        Landing.ASK,
                        Optional.empty(),
                        new Oid("1".repeat(40)),
                        "ann"));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aCommitThatChangesNothingWakesNobody() {
        List<Wakeups.Watch> watches = new ArrayList<>(List.of(store.wakeups().watch(Topic.values())));
        watches.add(store.wakeups().watch(fix.id(), Topic.values()));

        store.change(tx -> tx.branches().lock(fix.id()));
        store.change(tx -> tx.refs().lock(repo.id()));
        store.change(tx -> tx.gateRuns().hold(new GateRunId(1), "no place"));
        store.change(tx -> tx.jobs().settle(new JobId(1)));
        store.change(tx -> tx.tokens().sweepLogins());
        store.read(tx -> tx.branches().inState());

        assertThat(watches).allSatisfy(watch -> assertThat(watch.generation()).isZero());
    }

    @Test
    void whoWaitsForOneBranchHearsNothingOfAnother() {
        Wakeups.Watch mine = store.wakeups().watch(fix.id());
        Wakeups.Watch its = store.wakeups().watch(other.id());

        store.change(tx -> {
            tx.branches().markDone(other.id());
            tx.events().append(repo.id(), other.id(), new BranchFact.Done("ann", Optional.empty()));
        });

        assertThat(mine.generation()).isZero();
        assertThat(its.generation()).isEqualTo(1);
    }

    @Test
    void whoWaitsForTablesHearsOfTheirsOnly() {
        Wakeups.Watch branches = store.wakeups().watch(Topic.BRANCHES);
        Wakeups.Watch people = store.wakeups().watch(Topic.PEOPLE, Topic.ENVIRONMENTS);

        store.change(tx -> tx.branches().markDone(fix.id()));
        assertThat(branches.generation()).isEqualTo(1);
        assertThat(people.generation()).isZero();

        store.change(tx -> tx.accounts().create(new dev.cook.domain.AccountName("ann"), false, false));
        assertThat(branches.generation()).isEqualTo(1);
        assertThat(people.generation()).isEqualTo(1);
    }

    @Test
    void whatFailsWakesNobodyAndWhoIsClosedIsForgotten() {
        Wakeups.Watch open = store.wakeups().watch(Topic.BRANCHES);
        Wakeups.Watch closed = store.wakeups().watch(Topic.BRANCHES);
        closed.close();

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> store.change(tx -> {
                    tx.branches().markDone(fix.id());
                    throw new IllegalStateException("broken");
                })))
                .hasMessage("broken");
        assertThat(open.generation()).isZero();

        store.change(tx -> tx.branches().markDone(fix.id()));
        assertThat(open.generation()).isEqualTo(1);
        assertThat(closed.generation()).isZero();
    }

    @Test
    void aControllerLooksAtOnceWhenItsRowsChangeAndRestsOtherwise() throws Exception {
        AtomicInteger passes = new AtomicInteger();
        Wakeups.Watch seen = store.wakeups().watch(Topic.DEFINITIONS);
        try (Controller _ =
                Controller.start(store.isolation("test"), store.wakeups().watch(Topic.SESSIONS), () -> {
                    passes.incrementAndGet();
                    store.wakeups().fire(Topic.DEFINITIONS);
                })) {
            // Nothing tells it of this, so only time does: a poll finds what no wake-up told of.
            long first = seen.await(0, Duration.ofSeconds(30));
            assertThat(first).isEqualTo(1);
            assertThat(seen.await(first, Duration.ofSeconds(30))).isEqualTo(2);
        }
        assertThat(passes.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void everyTableHasATopicOrIsWatchedByNobody() throws Exception {
        Set<String> tables = new TreeSet<>();
        try (var connection = test.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                        AND relname NOT LIKE 'flyway%'
                        """)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        Set<String> known = new TreeSet<>(Topic.tables());
        known.addAll(Topic.UNWATCHED);

        assertThat(known).isEqualTo(tables);
    }
}
