package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.AccountKey;
import dev.cook.domain.AccountName;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Keys are known from memory, and what changes about them is known at once. */
class AuthenticatorTest {
    /** Of a few the thread is met on its way to the lock. */
    private static final int ROUNDS = 50;

    @Test
    void aKeyWorksFromTheCommitThatAddsItUntilTheCommitThatRemovesIt() {
        try (TestStore test = TestStore.open();
                Authenticator callers = new Authenticator(test.store())) {
            Store store = test.store();
            assertThat(callers.knowsKey("SHA256:ann")).isFalse();

            Account ann = store.write(tx ->
                    tx.accounts().create(new AccountName("ann"), false, false).orElseThrow());
            AccountKey key = store.write(tx -> tx.keys()
                    .add(ann.id(), "SHA256:ann", "ssh-ed25519 AAAA", "laptop")
                    .orElseThrow());
            assertThat(callers.knowsKey("SHA256:ann")).isTrue();
            assertThat(callers.byFingerprint("SHA256:ann")).isPresent();

            store.change(tx -> tx.keys().remove(ann.id(), key.id()));
            assertThat(callers.byFingerprint("SHA256:ann")).isEmpty();
        }
    }

    /** Closed in the middle of all it does: each thread that stayed would keep a core busy. */
    @Test
    void nothingRunsOnceItIsClosed() throws InterruptedException {
        try (TestStore test = TestStore.open()) {
            for (int i = 0; i < ROUNDS; i++) {
                Authenticator callers = new Authenticator(test.store());
                AccountName name = new AccountName("ann" + i);
                test.store().change(tx -> tx.accounts().create(name, false, false));
                callers.close();
                assertThat(callers.refresher().join(Duration.ofMinutes(1))).isTrue();
            }
        }
    }
}
