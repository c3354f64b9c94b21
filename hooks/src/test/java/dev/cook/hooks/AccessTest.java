package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Purpose;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one may read is one question, and its answer is that of asking for each repository. */
class AccessTest {
    @Test
    void theReadableRepositoriesAreThoseInWhichACallerHasARole() {
        try (TestStore test = TestStore.open()) {
            Store store = test.store();
            Repo own = test.repo("Kitchen");
            Repo beside = test.repo("cellar");
            Repo foreign = test.repo("attic");
            Account ann = account(store, "ann", false);
            Account bob = account(store, "bob", false);
            Account root = account(store, "root", true);
            store.change(tx -> {
                tx.accounts().grant(own.id(), ann.id(), Role.WRITE);
                tx.accounts().grant(beside.id(), ann.id(), Role.READ);
                tx.accounts().grant(foreign.id(), bob.id(), Role.READ);
            });
            Branch branch = store.write(tx -> tx.branches()
                    .start(
                            own.id(),
                            new BranchName("fix"),
                            new BranchName("main"),
                            Landing.ASK,
                            Optional.empty(),
                            new Oid("1".repeat(40)),
                            "ann"));
            EnvironmentId environment = store.write(tx -> {
                EnvironmentId made = tx.environments().wantForSession(branch, "local");
                tx.environmentRepos().add(made, List.of(seen(beside)), ann.id());
                tx.environmentRepos().add(made, List.of(seen(foreign)), ann.id());
                return made;
            });
            List<Caller> callers = List.of(
                    holder(ann),
                    holder(bob),
                    holder(root),
                    new Caller.EnvironmentCaller(environment, own.id(), Purpose.SESSION));

            for (Caller caller : callers) {
                List<Repo> each = test.list(tx -> tx.repos().list().stream()
                        .filter(repo -> Access.role(tx, caller, repo.id()).isPresent())
                        .toList());
                assertThat(test.list(tx -> Access.readable(tx, caller)))
                        .as(caller.toString())
                        .isEqualTo(each);
            }
            assertThat(test.list(tx -> Access.readable(tx, callers.getLast()))).containsExactly(beside, own);
        }
    }

    private static Account account(Store store, String name, boolean admin) {
        return store.write(
                tx -> tx.accounts().create(new AccountName(name), admin, false).orElseThrow());
    }

    private static Caller.AccountCaller holder(Account account) {
        return new Caller.AccountCaller(account.id(), account.name(), account.siteAdmin(), false, Role.ADMIN);
    }

    private static BesideRepo seen(Repo repo) {
        return new BesideRepo(repo.id(), repo.name(), repo.name().value(), "refs/heads/main", Optional.empty());
    }
}
