package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.BranchName;
import dev.cook.domain.Fossil;
import dev.cook.domain.FossilReason;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
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
    void headFollowsTheDefaultBranch() {
        Repo made = test.repo("kitchen");
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
