package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentReposTest {
    private static final Oid TRUSTED = new Oid("1".repeat(40));
    private static final Oid PUSHED = new Oid("2".repeat(40));

    private final TestStore test = TestStore.open();

    private EnvironmentRepos.Found find(Account by, String ref) {
        return test.store().read(tx -> tx.environmentRepos()
                .find(List.of(new EnvironmentRepos.Wanted("lib", "lib", Optional.of(ref))), by.id()));
    }

    /** Or whoever may push a branch would take the place of a tag that others name. */
    @Test
    void aNameThatIsABranchAndATagIsNotGuessed() {
        try (test) {
            Repo lib = test.repo("lib");
            Account ann = test.store().write(tx -> tx.accounts()
                    .create(new AccountName("ann"), true, false)
                    .orElseThrow());
            move(lib, "refs/tags/v1", TRUSTED);
            assertThat(find(ann, "v1").repos()).extracting(BesideRepo::ref).containsExactly("refs/tags/v1");

            move(lib, "refs/heads/v1", PUSHED);

            assertThat(find(ann, "v1").problem())
                    .contains("the repository lib has a branch and a tag v1: name one of them, refs/heads/v1 or"
                            + " refs/tags/v1");
            assertThat(find(ann, "refs/tags/v1").repos())
                    .extracting(BesideRepo::ref)
                    .containsExactly("refs/tags/v1");
        }
    }

    private void move(Repo repo, String ref, Oid to) {
        test.store().change(tx -> tx.refs().move(repo.id(), List.of(RefChange.create(ref, to, "test")), "ann"));
    }
}
