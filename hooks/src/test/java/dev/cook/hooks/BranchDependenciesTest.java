package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.store.TestStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BranchDependenciesTest {
    private final TestStore test = TestStore.open();

    private void branch(Repo repo, String name) {
        test.store().write(tx -> tx.branches()
                .start(
                        repo.id(),
                        new BranchName(name),
                        repo.defaultBranch(),
                        Landing.ASK,
                        Optional.empty(),
                        new Oid("1".repeat(40)),
                        "ann"));
    }

    @Test
    void aNameThatIsSeveralBranchesIsNotGuessed() {
        try (test) {
            Repo team = test.repo("team");
            Repo lib = test.repo("team/lib");
            Account account = test.store().write(tx -> tx.accounts()
                    .create(new AccountName("ann"), true, false)
                    .orElseThrow());
            Caller ann = new Caller.AccountCaller(account.id(), account.name(), true, false, Role.ADMIN);
            branch(lib, "fix");
            assertThat(find(ann, "team/lib/fix").found())
                    .extracting(BranchDependencies.Need::repo)
                    .containsExactly(lib.id());

            branch(team, "lib/fix");

            assertThat(find(ann, "team/lib/fix").problem())
                    .contains("'team/lib/fix' is the name of several branches; write -o depends-on=team.git/lib/fix or"
                            + " -o depends-on=team/lib.git/fix");
            assertThat(find(ann, "team.git/lib/fix").found())
                    .extracting(BranchDependencies.Need::repo)
                    .containsExactly(team.id());
            assertThat(find(ann, "team/lib.git/fix").found())
                    .extracting(BranchDependencies.Need::repo)
                    .containsExactly(lib.id());
            assertThat(find(ann, "team/bil/fix").problem()).isPresent();
        }
    }

    private BranchDependencies find(Caller caller, String name) {
        return test.store().read(tx -> BranchDependencies.find(tx, caller, List.of(name)));
    }
}
