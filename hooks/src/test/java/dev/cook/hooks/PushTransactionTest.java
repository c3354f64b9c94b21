package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.AccountName;
import dev.cook.domain.Branch;
import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.git.GitRepos;
import dev.cook.git.Trees;
import dev.cook.store.TestStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push asks the database for all its refs at once: whoever pushes to the same repository waits for it. */
class PushTransactionTest {
    private static final int MANY = 500;

    /** Of a push, however many refs it moves. */
    private static final int MOST_STATEMENTS = 30;

    @TempDir
    Path temp;

    private final TestStore test = TestStore.open();
    private GitRepos repos;
    private Repo repo;
    private Caller.AccountCaller ann;
    private PushSettings settings;

    @BeforeEach
    void begin() {
        repos = new GitRepos(temp, test.store());
        repo = test.repo("thing");
        ann = test.store().write(tx -> {
            var account =
                    tx.accounts().create(new AccountName("ann"), false, false).orElseThrow();
            tx.accounts().grant(repo.id(), account.id(), Role.LAND);
            return new Caller.AccountCaller(account.id(), account.name(), false, false, Role.ADMIN);
        });
        settings = new PushSettings(
                Map.of(), ServerEnvironments.of(CookConfig.defaults(Map.of(), temp)), 10_000, 1_000, 1 << 20, 1 << 20);
        push(List.of(wanted("refs/heads/main", Optional.empty(), oid(0), PushPolicy.Kind.CREATE)));
    }

    @AfterEach
    void end() {
        repos.close();
        test.close();
    }

    @Test
    void aPushOfManyRefsMakesAFewStatements() {
        assertThat(statements(() -> push(many(PushPolicy.Kind.CREATE, 0, 1))))
                .as("created")
                .isLessThan(MOST_STATEMENTS);
        assertThat(alive()).hasSize(MANY).allMatch(branch -> branch.startedBy().equals("ann"));

        assertThat(statements(() -> push(many(PushPolicy.Kind.FAST_FORWARD, 1, 2))))
                .as("moved forward")
                .isLessThan(MOST_STATEMENTS);
        assertThat(statements(() -> push(many(PushPolicy.Kind.FORCE, 2, 3))))
                .as("forced")
                .isLessThan(MOST_STATEMENTS);
        assertThat(statements(() -> push(many(PushPolicy.Kind.DELETE, 3, 0))))
                .as("deleted")
                .isLessThan(MOST_STATEMENTS);

        assertThat(alive()).isEmpty();
        var fossils = test.list(tx -> tx.fossils().list(repo.id(), Long.MAX_VALUE, 2 * MANY));
        assertThat(fossils).hasSize(2 * MANY);
        assertThat(fossils.getLast().tip()).as("numbered as they were pushed").isEqualTo(oid(2));
        assertThat(fossils.getLast().name()).isEqualTo("b0");
        assertThat(fossils).allMatch(fossil -> fossil.branch().isPresent());
    }

    @Test
    void twinsAreFoundAmongManyRefs() {
        List<PushTransaction.Wanted> push = new ArrayList<>(many(PushPolicy.Kind.CREATE, 0, 1));
        push.add(wanted("refs/heads/B7", Optional.empty(), oid(1), PushPolicy.Kind.CREATE));
        push.add(wanted("refs/heads/MAIN", Optional.empty(), oid(1), PushPolicy.Kind.CREATE));

        PushTransaction.Result result = push(push);

        assertThat(result.rejected()).containsOnlyKeys("refs/heads/B7", "refs/heads/MAIN");
        assertThat(result.rejected().get("refs/heads/B7")).contains("refs/heads/b7");
        assertThat(result.rejected().get("refs/heads/MAIN")).contains("refs/heads/main");
    }

    private List<Branch> alive() {
        return test.list(tx -> tx.branches().alive(repo.id(), 2 * MANY));
    }

    private List<PushTransaction.Wanted> many(PushPolicy.Kind kind, int from, int to) {
        List<PushTransaction.Wanted> push = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            push.add(wanted("refs/heads/b" + i, from == 0 ? Optional.empty() : Optional.of(oid(from)), oid(to), kind));
        }
        return push;
    }

    private static PushTransaction.Wanted wanted(String ref, Optional<Oid> from, Oid to, PushPolicy.Kind kind) {
        return new PushTransaction.Wanted(
                ref,
                from,
                kind == PushPolicy.Kind.DELETE ? Optional.empty() : Optional.of(to),
                Optional.empty(),
                kind,
                false);
    }

    private static Oid oid(int n) {
        return new Oid("%040x".formatted(n + 1));
    }

    private PushTransaction.Result push(List<PushTransaction.Wanted> push) {
        return test.store()
                .write(tx -> PushTransaction.run(
                        tx, repo.id(), ann, PushOptions.NONE, settings, new Trees(repos), push, Map.of(), false));
    }

    /** How many statements this thread sends to the database meanwhile, as the driver tells it. */
    private static int statements(Runnable work) {
        AtomicInteger sent = new AtomicInteger();
        long me = Thread.currentThread().threadId();
        Handler count = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLongThreadID() == me && record.getMessage().contains("FE=> Execute")) {
                    sent.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger driver = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");
        Level before = driver.getLevel();
        driver.addHandler(count);
        driver.setUseParentHandlers(false);
        driver.setLevel(Level.FINEST);
        try {
            work.run();
        } finally {
            driver.setLevel(before);
            driver.setUseParentHandlers(true);
            driver.removeHandler(count);
        }
        assertThat(sent).as("what was counted").hasPositiveValue();
        return sent.get();
    }
}
