package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefDelta;
import dev.cook.domain.RefRefusal;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.RefsOutcome.Moved;
import dev.cook.domain.RefsOutcome.Refused;
import dev.cook.domain.RepoId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefsTest {
    private static final Oid A = oid('a');
    private static final Oid B = oid('b');
    private static final Oid C = oid('c');

    private TestStore test;
    private Store store;
    private RepoId repo;

    @BeforeEach
    void open() {
        test = TestStore.open();
        store = test.store();
        repo = test.repo("thing").id();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aNewRepositoryHasOnlyAHeadThatNamesMain() {
        assertThat(visible()).isEqualTo(Map.of("HEAD", "refs/heads/main"));
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void createsUpdatesAndDeletes() {
        assertThat(move(RefChange.create("refs/heads/main", A, "push"))).isEqualTo(new Moved(2));
        assertThat(move(RefChange.update("refs/heads/main", A, B, "push"))).isEqualTo(new Moved(3));
        assertThat(visible()).containsEntry("refs/heads/main", B.hex());
        assertThat(move(RefChange.delete("refs/heads/main", B, "push"))).isEqualTo(new Moved(4));
        assertThat(visible()).doesNotContainKey("refs/heads/main");
    }

    @Test
    void refusesWhatMovedMeanwhileAndSaysWhereItIsNow() {
        move(RefChange.create("refs/heads/main", A, "push"));
        assertThat(reasons(
                        RefChange.update("refs/heads/main", B, C, "push"),
                        RefChange.update("refs/heads/gone", B, C, "push"),
                        RefChange.delete("refs/heads/never", B, "push")))
                .isEqualTo(Map.of(
                        "refs/heads/main", "moved meanwhile: is now aaaaaaaaaa, expected bbbbbbbbbb",
                        "refs/heads/gone", "moved meanwhile: is now not there, expected bbbbbbbbbb",
                        "refs/heads/never", "moved meanwhile: is now not there, expected bbbbbbbbbb"));
        assertThat(reasons(RefChange.create("refs/heads/main", C, "push")))
                .containsEntry("refs/heads/main", "moved meanwhile: is now aaaaaaaaaa, expected nothing");
    }

    @Test
    void movesNothingWhereOneIsRefused() {
        move(RefChange.create("refs/heads/main", A, "push"));
        reasons(RefChange.create("refs/heads/new", B, "push"), RefChange.update("refs/heads/main", B, C, "push"));
        assertThat(visible()).containsEntry("refs/heads/main", A.hex()).doesNotContainKey("refs/heads/new");
        assertThat(version()).as("a refusal makes no version").isEqualTo(2);
    }

    @Test
    void refusesAFileWhereADirectoryIsAndTheOtherWay() {
        move(RefChange.create("refs/heads/a/b/c", A, "push"));
        assertThat(reasons(RefChange.create("refs/heads/a", B, "push")))
                .containsEntry("refs/heads/a", "conflicts with refs/heads/a/b/c");
        assertThat(reasons(RefChange.create("refs/heads/a/b", B, "push")))
                .containsEntry("refs/heads/a/b", "conflicts with refs/heads/a/b/c");
        assertThat(reasons(RefChange.create("refs/heads/a/b/c/d/e", B, "push")))
                .containsEntry("refs/heads/a/b/c/d/e", "conflicts with refs/heads/a/b/c");
        assertThat(move(
                        RefChange.create("refs/heads/a0", B, "push"),
                        RefChange.create("refs/heads/a/b-c", B, "push"),
                        RefChange.create("refs/heads/a/b/c-d", B, "push")))
                .isInstanceOf(Moved.class);
    }

    @Test
    void refusesAFileAndADirectoryInOneBatch() {
        assertThat(reasons(RefChange.create("refs/heads/x", A, "push"), RefChange.create("refs/heads/x/y", A, "push")))
                .isEqualTo(Map.of(
                        "refs/heads/x", "conflicts with refs/heads/x/y",
                        "refs/heads/x/y", "conflicts with refs/heads/x"));
    }

    @Test
    void aBatchMayDeleteWhatIsInTheWayOfItself() {
        move(RefChange.create("refs/heads/feat/x", A, "push"), RefChange.create("refs/heads/old", A, "push"));
        assertThat(move(
                        RefChange.delete("refs/heads/feat/x", A, "push"),
                        RefChange.create("refs/heads/feat", A, "push"),
                        RefChange.delete("refs/heads/old", A, "push"),
                        RefChange.create("refs/heads/old/er", A, "push")))
                .isInstanceOf(Moved.class);
        assertThat(visible()).containsOnlyKeys("HEAD", "refs/heads/feat", "refs/heads/old/er");
    }

    @Test
    void keepsThePeeledObjectOfATag() {
        move(new RefChange("refs/tags/v1", Optional.empty(), Optional.of(A), Optional.of(B), Optional.empty(), "push"));
        assertThat(test.maybe(tx -> tx.refs().get(repo, "refs/tags/v1")))
                .contains(new NamedRef("refs/tags/v1", Optional.of(A), Optional.of(B), Optional.empty()));
    }

    @Test
    void lockAndTwoMovesOfOneTransactionMakeOneVersion() {
        long version = store.write(tx -> {
            assertThat(tx.refs().lock(repo)).isEqualTo(1);
            tx.refs().move(repo, List.of(RefChange.create("refs/heads/a", A, "one")), "tester");
            tx.refs().move(repo, List.of(RefChange.create("refs/heads/b", A, "two")), "tester");
            return tx.refs().lock(repo);
        });
        assertThat(version).isEqualTo(2).isEqualTo(version());
        assertThatThrownBy(() -> store.change(tx -> {
                    tx.refs().move(repo, List.of(RefChange.update("refs/heads/a", A, B, "one")), "tester");
                    tx.refs().move(repo, List.of(RefChange.update("refs/heads/a", B, C, "two")), "tester");
                }))
                .hasMessageContaining("moved already");
    }

    @Test
    void aBatchThatNamesARefTwiceIsAMistake() {
        assertThatThrownBy(() -> move(
                        RefChange.create("refs/heads/a", A, "push"), RefChange.update("refs/heads/a", A, B, "push")))
                .hasMessageContaining("twice");
    }

    @Test
    void showsTheRefsAsTheyStoodAtEachVersion() {
        Map<Long, Map<String, String>> expected = new HashMap<>();
        List<RefChange[]> story = List.of(
                new RefChange[] {RefChange.create("refs/heads/main", A, "1"), RefChange.create("refs/heads/t", A, "1")},
                new RefChange[] {RefChange.update("refs/heads/main", A, B, "2")},
                new RefChange[] {RefChange.delete("refs/heads/t", A, "3"), RefChange.link("HEAD", "refs/heads/x", "3")},
                new RefChange[] {RefChange.create("refs/heads/t", C, "4"), RefChange.create("refs/fossils/1/t", A, "4")
                },
                new RefChange[] {RefChange.update("refs/heads/main", B, A, "5")});
        expected.put(version(), visible());
        for (RefChange[] step : story) {
            move(step);
            expected.put(version(), visible());
        }
        assertThat(expected).hasSize(6);
        expected.forEach(
                (version, refs) -> assertThat(asMap(store.read(tx -> tx.refs().asOf(repo, version))))
                        .as("version %s", version)
                        .isEqualTo(refs));
    }

    @Test
    void findsTheVersionOfATimeThoughTheClockGoesBack() {
        Instant noon = Instant.parse("2026-11-23T12:00:00Z");
        MovableClock clock = new MovableClock(noon);
        try (TestStore timed = TestStore.open(clock)) {
            RepoId id = timed.repo("timed").id();
            for (int minutes : List.of(10, 5, 20)) {
                clock.now = noon.plus(Duration.ofMinutes(minutes));
                timed.store().change(tx -> tx.refs()
                        .move(id, List.of(RefChange.create("refs/heads/m" + minutes, A, "push")), "tester"));
            }
            assertThat(versionAt(timed, id, noon.minusSeconds(1))).isEmpty();
            assertThat(versionAt(timed, id, noon)).contains(1L);
            assertThat(versionAt(timed, id, noon.plus(Duration.ofMinutes(7)))).contains(1L);
            assertThat(versionAt(timed, id, noon.plus(Duration.ofMinutes(10)))).contains(3L);
            assertThat(versionAt(timed, id, noon.plus(Duration.ofHours(1)))).contains(4L);
        }
    }

    @Test
    void tellsWhatChangedSinceAVersion() {
        move(RefChange.create("refs/heads/a", A, "1"), RefChange.create("refs/heads/b", A, "1"));
        long seen = version();
        move(RefChange.update("refs/heads/a", A, B, "2"), RefChange.create("refs/fossils/1/a", A, "2"));
        move(RefChange.update("refs/heads/a", B, C, "3"), RefChange.delete("refs/heads/b", A, "3"));
        assertThat(test.list(tx -> tx.refs().changedSince(repo, seen)))
                .containsExactlyInAnyOrder(
                        new RefDelta(
                                "refs/heads/a",
                                Optional.of(new NamedRef(
                                        "refs/heads/a", Optional.of(C), Optional.empty(), Optional.empty()))),
                        new RefDelta("refs/heads/b", Optional.empty()));
    }

    @Test
    void versionsHaveNoGapsAndOneOfEightWriters() throws Exception {
        move(RefChange.create("refs/heads/main", A, "push"));
        for (int round = 0; round < 5; round++) {
            Oid now = store.read(tx -> tx.refs().get(repo, "refs/heads/main"))
                    .flatMap(NamedRef::id)
                    .orElseThrow();
            List<Callable<RefsOutcome>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                Oid next = new Oid("%040x".formatted(round * 8 + writer + 1));
                writers.add(() -> move(RefChange.update("refs/heads/main", now, next, "race")));
            }
            int winners = 0;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<RefsOutcome> outcome : threads.invokeAll(writers)) {
                    winners += outcome.get() instanceof Moved ? 1 : 0;
                }
            }
            assertThat(winners).isEqualTo(1);
        }
        assertThat(version()).isEqualTo(7);
        assertThat(strings("SELECT string_agg(version::text, ' ' ORDER BY version) FROM push"))
                .containsExactly("1 2 3 4 5 6 7");
        assertThat(strings("SELECT string_agg(version::text, ' ' ORDER BY version) FROM ref_log"))
                .containsExactly("1 2 3 4 5 6 7");
    }

    @Test
    void writersOfOtherRefsWaitForEachOtherAndAllWin() throws Exception {
        List<Callable<RefsOutcome>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            String ref = "refs/heads/w" + writer;
            writers.add(() -> move(RefChange.create(ref, A, "race")));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<RefsOutcome> outcome : threads.invokeAll(writers)) {
                assertThat(outcome.get()).isInstanceOf(Moved.class);
            }
        }
        assertThat(strings("SELECT string_agg(version::text, ' ' ORDER BY version) FROM push"))
                .containsExactly("1 2 3 4 5 6 7 8 9");
    }

    @Test
    void lookingAtVisibleRefsNeverReadsAFossil() throws Exception {
        move(RefChange.create("refs/heads/main", A, "1"), RefChange.create("refs/tags/v1", A, "1"));
        try (var connection = test.connect();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO ref SELECT repo_id, 'refs/fossils/' || n || '/x', decode(repeat('ab', 20),"
                    + " 'hex'), NULL, NULL, 1 FROM repo, generate_series(1, 20000) n");
            statement.execute(
                    "INSERT INTO ref SELECT repo_id, 'refs/cook/' || n, decode(repeat('ab', 20), 'hex'), NULL,"
                            + " NULL, 1 FROM repo, generate_series(1, 20000) n");
            statement.execute("ANALYZE ref");
        }
        assertThat(visible()).containsOnlyKeys("HEAD", "refs/heads/main", "refs/tags/v1");
        String plan = String.join(
                "\n",
                strings("EXPLAIN (ANALYZE, TIMING OFF) "
                        + Refs.VISIBLE.replace(":repo", repo.toString()).replace(":version", "9")));
        assertThat(plan).doesNotContain("Seq Scan").doesNotContain("Rows Removed");
        assertThat(test.list(tx -> tx.refs().prefix(repo, "refs/fossils/7/"))).hasSize(1);
    }

    @Test
    void streamsEveryIdThatWasEverNamed() {
        move(RefChange.create("refs/heads/main", A, "1"));
        move(RefChange.update("refs/heads/main", A, B, "2"), RefChange.create("refs/fossils/1/x", C, "2"));
        move(RefChange.delete("refs/heads/main", B, "3"));
        List<Oid> ids = new ArrayList<>();
        store.read(tx -> {
            tx.refs().everNamed(repo, ids::add);
            return true;
        });
        assertThat(ids).containsExactlyInAnyOrder(A, B, C);
    }

    @Test
    void findsBranchesThatDifferOnlyInCase() {
        move(RefChange.create("refs/heads/Feature", A, "1"));
        Map<String, String> twins = store.read(tx ->
                tx.refs().caseTwins(repo, List.of("refs/heads/feature", "refs/heads/Feature", "refs/heads/other")));
        assertThat(twins).isEqualTo(Map.of("refs/heads/feature", "refs/heads/Feature"));
    }

    private RefsOutcome move(RefChange... changes) {
        return store.write(tx -> tx.refs().move(repo, List.of(changes), "tester"));
    }

    private Map<String, String> reasons(RefChange... changes) {
        return switch (move(changes)) {
            case Moved moved -> throw new AssertionError("moved: " + moved);
            case Refused refused -> {
                Map<String, String> reasons = new HashMap<>();
                for (RefRefusal refusal : refused.refusals()) {
                    reasons.put(refusal.ref(), refusal.reason());
                }
                yield reasons;
            }
        };
    }

    private Map<String, String> visible() {
        return asMap(store.read(tx -> tx.refs().visible(repo)));
    }

    private long version() {
        return store.read(tx -> tx.refs().version(repo));
    }

    private static Optional<Long> versionAt(TestStore timed, RepoId id, Instant at) {
        return timed.store().read(tx -> tx.refs().versionAt(id, at));
    }

    private static Map<String, String> asMap(List<NamedRef> refs) {
        Map<String, String> map = new HashMap<>();
        refs.forEach(ref ->
                map.put(ref.name(), ref.id().map(Oid::hex).or(ref::symbolicTo).orElseThrow()));
        assertThat(map).hasSameSizeAs(refs);
        return map;
    }

    private List<String> strings(String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (var connection = test.connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static Oid oid(char digit) {
        return new Oid(String.valueOf(digit).repeat(40));
    }

    /** A clock that goes where the test says. */
    private static final class MovableClock extends Clock {
        private Instant now;

        MovableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
