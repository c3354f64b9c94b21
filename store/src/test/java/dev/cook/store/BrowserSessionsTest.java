package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.BrowserSession;
import dev.cook.domain.Role;
import dev.cook.domain.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrowserSessionsTest {
    private static final byte[] LAPTOP = Secrets.hash("laptop");
    private static final byte[] PHONE = Secrets.hash("phone");

    private final TestStore test = TestStore.open();
    private final Store store = test.store();
    private final AccountId ann = account("ann");
    private final AccountId bob = account("bob");

    @AfterEach
    void close() {
        test.close();
    }

    private AccountId account(String name) {
        return store.write(tx -> tx.accounts()
                .create(new AccountName(name), false, false)
                .orElseThrow()
                .id());
    }

    private void signIn(AccountId account, byte[] hash, Duration life) {
        store.change(tx -> tx.browserSessions().add(account, hash, tx.now().plus(life), "192.0.2.7", "B".repeat(1000)));
    }

    private List<BrowserSession> of(AccountId account) {
        return store.read(tx -> tx.browserSessions().of(account));
    }

    private Optional<BrowserSession> byCookie(byte[] hash) {
        return store.read(tx -> tx.browserSessions().byCookie(hash));
    }

    @Test
    void eachBrowserIsListedUntilItIsSignedOutByWhoeverItBelongsTo() {
        signIn(ann, LAPTOP, Duration.ofDays(1));
        signIn(ann, PHONE, Duration.ofDays(1));
        signIn(bob, Secrets.hash("bob"), Duration.ofDays(1));
        signIn(bob, Secrets.hash("over"), Duration.ofSeconds(-1));

        assertThat(of(ann)).hasSize(2).allSatisfy(session -> {
            assertThat(session.address()).isEqualTo("192.0.2.7");
            assertThat(session.browser()).hasSize(300);
            assertThat(session.createdAt()).isPresent();
        });
        assertThat(of(bob)).hasSize(1);
        long laptop = store.read(tx -> tx.browserSessions().byCookie(LAPTOP))
                .orElseThrow()
                .id();

        assertThat(store.<Boolean>write(tx -> tx.browserSessions().revoke(bob, laptop)))
                .as("somebody else's")
                .isFalse();
        assertThat(store.<Boolean>write(tx -> tx.browserSessions().revoke(ann, laptop)))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> tx.browserSessions().revoke(ann, laptop)))
                .isFalse();
        assertThat(byCookie(LAPTOP)).isEmpty();
        assertThat(byCookie(PHONE)).isPresent();
    }

    @Test
    void signingOutEverywhereKeepsWhoAsksAndVoidsLinksThatWerePrinted() {
        signIn(ann, LAPTOP, Duration.ofDays(1));
        signIn(ann, PHONE, Duration.ofDays(1));
        signIn(bob, Secrets.hash("bob"), Duration.ofDays(1));
        store.change(
                tx -> tx.tokens().addCode(ann, Secrets.hash("code"), tx.now().plus(Duration.ofMinutes(5))));
        long phone = store.read(tx -> tx.browserSessions().byCookie(PHONE))
                .orElseThrow()
                .id();

        assertThat(store.<Integer>write(tx -> tx.browserSessions().revokeAll(ann, Optional.of(phone))))
                .isEqualTo(1);

        assertThat(of(ann)).extracting(BrowserSession::id).containsExactly(phone);
        assertThat(of(bob)).hasSize(1);
        Optional<AccountId> taken = store.write(tx -> tx.tokens().takeCode(Secrets.hash("code")));
        assertThat(taken).isEmpty();
        assertThat(store.<Integer>write(tx -> tx.browserSessions().revokeAll(ann, Optional.empty())))
                .isEqualTo(1);
    }

    @Test
    void aTokenTellsWhenItWasUsedLast() {
        byte[] hash = Secrets.hash("token");
        long id = store.write(tx -> tx.tokens()
                .create(ann, hash, "ci", Role.READ, tx.now().plus(Duration.ofDays(1)))
                .id());
        assertThat(store.read(tx -> tx.tokens().of(ann)).getFirst().usedAt()).isEmpty();

        store.change(tx -> tx.tokens().markUsed(id));
        Instant first =
                store.read(tx -> tx.tokens().of(ann)).getFirst().usedAt().orElseThrow();
        store.change(tx -> tx.tokens().markUsed(id));

        assertThat(store.read(tx -> tx.tokens().of(ann)).getFirst().usedAt().orElseThrow())
                .isAfterOrEqualTo(first);
        store.change(tx -> tx.tokens().markUsed(id + 1));
    }

    @Test
    void browsersFromBeforeTheyWereListedStaySignedInAndCanBeSignedOut() {
        TestDatabase database = TestDatabase.ofVersion("43", """
                    INSERT INTO account (name, created_at) VALUES ('ann', now());
                    INSERT INTO login (hash, account_id, kind, expires_at)
                    SELECT decode(repeat(kind.byte, 32), 'hex'), account_id, kind.word, now() + interval '1 day'
                    FROM account, (VALUES ('ab', 'cookie'), ('cd', 'cookie'), ('ef', 'code')) AS kind (byte, word);
                    """);
        try (Store old = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            AccountId account = new AccountId(1);
            List<BrowserSession> sessions = old.read(tx -> tx.browserSessions().of(account));

            assertThat(sessions).hasSize(2).allSatisfy(session -> {
                assertThat(session.createdAt()).isEmpty();
                assertThat(session.browser()).isEmpty();
            });
            assertThat(sessions.getFirst().id()).isNotEqualTo(sessions.getLast().id());
            old.change(tx -> tx.browserSessions().markUsed(sessions.getLast().id()));
            assertThat(old.read(tx -> tx.browserSessions().of(account))
                            .getFirst()
                            .usedAt())
                    .isPresent();
            assertThat(old.<Boolean>write(tx -> tx.browserSessions()
                            .revoke(account, sessions.getFirst().id())))
                    .isTrue();
        }
    }
}
