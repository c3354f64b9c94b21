package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.BranchName;
import dev.cook.domain.Fossil;
import dev.cook.domain.FossilReason;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReposTest {
    private static final Oid TIP = new Oid("a".repeat(40));

    private TestStore test;
    private Store store;

    @BeforeEach
    void open() {
        test = TestStore.open();
        store = test.store();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void namesAreUniqueAndFoundWithoutRegardToCase() {
        Repo made = test.repo("Team/Kitchen");
        assertThat(test.maybe(tx -> tx.repos().byName(new RepoName("team/kitchen"))))
                .contains(made);
        Optional<Repo> again = store.write(tx -> tx.repos().create(new RepoName("TEAM/kitchen"), "tester"));
        assertThat(again).isEmpty();
        assertThat(test.list(tx -> tx.repos().list())).containsExactly(made);
        assertThat(test.maybe(tx -> tx.repos().get(made.id()))).contains(made);
    }

    @Test
    void aNameThatARepositoryHadLeadsToItUntilItIsGivenToAnother() {
        Repo made = test.repo("Thing");
        store.change(tx -> tx.repos().rename(made, new RepoName("cellar"), "ann"));

        Repo renamed =
                test.maybe(tx -> tx.repos().byName(new RepoName("thing"))).orElseThrow();
        assertThat(renamed.id()).isEqualTo(made.id());
        assertThat(renamed.name()).isEqualTo(new RepoName("cellar"));
        assertThat(test.maybe(tx -> tx.repos().holder(new RepoName("THING"))))
                .contains(new Repos.Holder(made.id(), new RepoName("cellar"), true, false));
        Optional<Repo> taken = store.write(tx -> tx.repos().create(new RepoName("thing"), "eve"));
        assertThat(taken).isEmpty();

        assertThat((boolean) store.write(tx -> tx.repos().forgetFormerName(new RepoName("thing"))))
                .isTrue();
        Repo other = test.repo("thing");
        assertThat(test.maybe(tx -> tx.repos().byName(new RepoName("thing")))).contains(other);
        assertThat(test.maybe(tx -> tx.repos().byName(new RepoName("cellar")))).contains(renamed);
    }

    @Test
    void aRepositoryThatIsRenamedBackHasItsFormerNameNoMore() {
        Repo made = test.repo("one");
        store.change(tx -> tx.repos().rename(made, new RepoName("two"), "ann"));
        Repo two = test.maybe(tx -> tx.repos().get(made.id())).orElseThrow();
        store.change(tx -> tx.repos().rename(two, new RepoName("One"), "ann"));

        assertThat(test.list(tx -> tx.repos().formerNames(made.id()))).containsExactly(new RepoName("two"));
        assertThat(test.maybe(tx -> tx.repos().byName(new RepoName("two"))).map(Repo::name))
                .contains(new RepoName("One"));
        Repo one = test.maybe(tx -> tx.repos().get(made.id())).orElseThrow();
        store.change(tx -> tx.repos().rename(one, new RepoName("ONE"), "ann"));
        assertThat(test.list(tx -> tx.repos().formerNames(made.id()))).containsExactly(new RepoName("two"));
    }

    @Test
    void aDeletedRepositoryIsFoundByNobodyAndKeepsItsNameUntilItIsPurged() {
        Repo made = test.repo("thing");
        store.change(tx -> tx.repos().rename(made, new RepoName("cellar"), "ann"));
        RepoName name = new RepoName("cellar");
        assertThat((boolean) store.write(tx -> tx.deletedRepos().delete(made.id(), "ann")))
                .isTrue();
        assertThat((boolean) store.write(tx -> tx.deletedRepos().delete(made.id(), "bob")))
                .isFalse();

        assertThat(test.maybe(tx -> tx.repos().byName(name))).isEmpty();
        assertThat(test.maybe(tx -> tx.repos().byName(new RepoName("thing")))).isEmpty();
        assertThat(test.list(tx -> tx.repos().list())).isEmpty();
        Optional<Repo> taken = store.write(tx -> tx.repos().create(name, "eve"));
        assertThat(taken).isEmpty();
        assertThat(test.maybe(tx -> tx.deletedRepos().byName(name)))
                .hasValueSatisfying(found -> assertThat(found.by()).isEqualTo("ann"));

        assertThat((boolean) store.write(tx -> tx.deletedRepos().restore(made.id())))
                .isTrue();
        assertThat(test.maybe(tx -> tx.repos().byName(name)).map(Repo::id)).contains(made.id());
        assertThat((boolean) store.write(tx -> tx.deletedRepos().markPurged(made.id(), "ann")))
                .as("what is not deleted is not purged")
                .isFalse();

        store.change(tx -> tx.deletedRepos().delete(made.id(), "ann"));
        assertThat((boolean) store.write(tx -> tx.deletedRepos().markPurged(made.id(), "ann")))
                .isTrue();
        assertThat((boolean) store.write(tx -> tx.deletedRepos().restore(made.id())))
                .isFalse();
        assertThat(test.list(tx -> tx.deletedRepos().removable())).containsExactly(made.id());
        store.change(tx -> tx.deletedRepos().purge(made.id()));
        assertThat(test.maybe(tx -> tx.repos().get(made.id()))).isEmpty();
        test.repo("cellar");
        test.repo("thing");
    }

    @Test
    void aPurgeTakesAllRowsOfTheRepositoryAndNoOthers() throws SQLException {
        try (Connection connection = test.connect()) {
            OldServer.fill(connection);
        }
        RepoId first = new RepoId(1);
        store.change(tx -> {
            tx.deletedRepos().delete(first, "ann");
            tx.deletedRepos().markPurged(first, "ann");
        });
        assertThat(test.list(tx -> tx.deletedRepos().removable()))
                .as("environments of it are alive")
                .isEmpty();
        try (Connection connection = test.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    UPDATE environment SET state = 'gone', gone_at = now(), fingerprint = NULL, bearer_hash = NULL
                    WHERE repo_id = 1 AND state <> 'gone';
                    UPDATE persistent_environment SET state = 'destroyed', destroyed_at = now(), cleared_at = now()
                    WHERE repo_id = 1;
                    """);
            assertThat(test.list(tx -> tx.deletedRepos().removable())).containsExactly(first);
            long others = count(statement, "SELECT count(*) FROM branch WHERE repo_id <> 1");

            store.change(tx -> tx.deletedRepos().purge(first));

            for (String table : List.of("branch", "environment", "candidate", "ref", "ref_log", "fossil", "event")) {
                assertThat(count(statement, "SELECT count(*) FROM " + table + " WHERE repo_id = 1"))
                        .as(table)
                        .isZero();
            }
            assertThat(count(statement, "SELECT count(*) FROM branch")).isEqualTo(others);
            assertThat(count(statement, "SELECT count(*) FROM session")).isEqualTo(others);
        }
    }

    private static long count(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void repositoriesFromBeforeTheyCouldBeDeletedAreThere() throws SQLException {
        TestDatabase database = TestDatabase.ofVersion(
                "29", "INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now())");
        try (Store upgraded = Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC())) {
            Repo old =
                    upgraded.read(tx -> tx.repos().byName(new RepoName("old"))).orElseThrow();
            List<RepoName> former = upgraded.read(tx -> tx.repos().formerNames(old.id()));
            assertThat(former).isEmpty();
            assertThat((boolean) upgraded.read(tx -> tx.deletedRepos().has(old.id())))
                    .isFalse();
        }
    }

    @Test
    void headFollowsTheDefaultBranch() {
        Repo made = test.repo("thing");
        store.change(tx -> tx.repos().setDefaultBranch(made.id(), new BranchName("trunk"), "tester"));
        assertThat(test.maybe(tx -> tx.repos().get(made.id())).map(Repo::defaultBranch))
                .contains(new BranchName("trunk"));
        assertThat(test.maybe(tx -> tx.refs().get(made.id(), "HEAD")).flatMap(NamedRef::symbolicTo))
                .contains("refs/heads/trunk");
    }

    @Test
    void fossilsAreNumberedPerRepository() {
        Repo one = test.repo("one");
        Repo two = test.repo("two");
        List<Fossil> made = store.write(tx -> List.of(
                tx.fossils().add(one.id(), "feat/x", TIP, FossilReason.LANDED, Optional.empty(), "ann"),
                tx.fossils().add(one.id(), "feat/x", TIP, FossilReason.FORCED, Optional.empty(), "ann"),
                tx.fossils().add(two.id(), "y", TIP, FossilReason.DELETED, Optional.empty(), "bob")));
        assertThat(made)
                .extracting(Fossil::ref)
                .containsExactly("refs/fossils/1/feat/x", "refs/fossils/2/feat/x", "refs/fossils/1/y");
        assertThat(test.list(tx -> tx.fossils().list(one.id(), Long.MAX_VALUE, 10)))
                .containsExactly(made.get(1), made.get(0));
        assertThat(test.list(tx -> tx.fossils().list(one.id(), 2, 10))).containsExactly(made.get(0));
        assertThat(test.maybe(tx -> tx.fossils().get(two.id(), 1))).contains(made.get(2));
        assertThat(test.maybe(tx -> tx.fossils().get(two.id(), 2))).isEmpty();
    }
}
