package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.Oid;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageReportTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final TokenCounts SOME =
            new TokenCounts(Optional.of(600L), Optional.of(400L), Optional.empty(), Optional.of(50L), Optional.empty());

    /** A clock that stands until it is told to go on. */
    private static final class Hands extends Clock {
        private Instant at = NOON;

        @Override
        public Instant instant() {
            return at;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final Hands clock = new Hands();

    private static PricedUsage reported(String usd) {
        return new PricedUsage(
                new ModelUsage("one", SOME, Optional.of(new BigDecimal(usd))), Optional.empty(), Optional.empty());
    }

    private static PricedUsage computed(String usd) {
        return new PricedUsage(
                new ModelUsage("two", SOME, Optional.empty()), Optional.of(new BigDecimal(usd)), Optional.of("prices"));
    }

    private static PricedUsage unpriced() {
        return new PricedUsage(new ModelUsage("three", SOME, Optional.empty()), Optional.empty(), Optional.empty());
    }

    private Session session(TestStore test, Repo repo, String branch, String agent) {
        return test.store().write(tx -> {
            Branch started = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName(branch),
                            repo.defaultBranch(),
                            Landing.ASK,
                            Optional.empty(),
                            new Oid("1".repeat(40)),
                            "ada");
            EnvironmentId environment = tx.environments().wantForSession(started, "local");
            tx.environments()
                    .markLaunched(
                            environment, "SHA256:" + repo.name() + started.id(), "ssh-ed25519 AAAA", Optional.empty());
            return tx.sessions().want(started.id(), environment, agent, Allowance.UNLIMITED);
        });
    }

    private void turn(TestStore test, Session session, List<PricedUsage> usage) {
        turn(test, session, usage, Optional.empty());
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a column that may be empty
    private void turn(TestStore test, Session session, List<PricedUsage> usage, Optional<String> thread) {
        JobId job = test.store().write(tx -> {
            JobId queued = tx.jobs().queueTurn(session.id(), session.environment(), "prompt", 60);
            tx.jobs().markStarted(queued);
            return queued;
        });
        clock.at = clock.at.plus(Duration.ofMinutes(1));
        test.store().change(tx -> {
            tx.jobs().markEnded(job, 0, Optional.empty(), JobOutput.NONE);
            usage.forEach(priced -> tx.usage().keep(job, priced, thread));
        });
    }

    @Test
    void livesOfBranchesOfOneNameAreToldApart() {
        try (TestStore test = TestStore.open(clock)) {
            Repo repo = test.repo("thing");
            Session first = session(test, repo, "fix", "claude");
            turn(test, first, List.of(reported("1")));
            test.store().change(tx -> tx.branches().markAbandoned(first.branch()));
            clock.at = NOON.plus(Duration.ofHours(2));
            turn(test, session(test, repo, "fix", "claude"), List.of(reported("2")));
            turn(test, session(test, repo, "other", "claude"), List.of(reported("3")));

            assertThat(test.list(tx -> tx.usageReport().lines(UsageReport.By.TASK, List.of(repo.id()), NOON)))
                    .extracting(UsageReport.Line::name)
                    .containsExactly(
                            "thing fix (2026-11-24 12:00:00)", "thing fix (2026-11-24 14:00:00)", "thing other");
        }
    }

    /** Turns from before threads were kept may belong to any: what they used was spent in one of them. */
    @Test
    void whatATurnAddsToTheTotalOfItsThreadIsFoundByThatThread() {
        try (TestStore test = TestStore.open(clock)) {
            Session session = session(test, test.repo("thing"), "fix", "codex");
            turn(test, session, List.of(reported("1")), Optional.of("a"));
            turn(test, session, List.of(reported("2")), Optional.of("b"));
            turn(test, session, List.of(reported("4")), Optional.empty());

            assertThat(test.list(tx -> tx.usage().sum(session.id(), "a")))
                    .extracting(ModelUsage::reportedUsd)
                    .containsExactly(Optional.of(new BigDecimal("5")));
            assertThat(test.list(tx -> tx.usage().sum(session.id(), "b")))
                    .extracting(ModelUsage::reportedUsd)
                    .containsExactly(Optional.of(new BigDecimal("6")));
        }
    }

    @Test
    void whatIsUnknownIsCountedApartAndNeverAsZero() {
        try (TestStore test = TestStore.open(clock)) {
            Repo repo = test.repo("thing");
            Session first = session(test, repo, "fix", "claude");
            turn(test, first, List.of(reported("1.5"), computed("0.25")));
            turn(test, first, List.of(unpriced()));
            turn(test, session(test, repo, "other", "demo"), List.of());

            List<UsageReport.Line> byAgent =
                    test.list(tx -> tx.usageReport().lines(UsageReport.By.AGENT, List.of(repo.id()), NOON));
            assertThat(byAgent).extracting(UsageReport.Line::name).containsExactly("claude", "demo");
            UsageReport.Line claude = byAgent.getFirst();
            assertThat(claude.spent())
                    .isEqualTo(test.store().read(tx -> tx.usage().spent(first.id())));
            assertThat(claude.spent().turns()).isEqualTo(2);
            assertThat(claude.spent().unknown()).isEqualTo(1);
            assertThat(claude.spent().usd()).hasValue(new BigDecimal("1.75"));
            assertThat(claude.spent().tokens().input()).hasValue(1800L);
            assertThat(claude.spent().tokens().cacheWrite()).isEmpty();
            UsageReport.Line demo = byAgent.getLast();
            assertThat(demo.spent().usd()).isEmpty();
            assertThat(demo.spent().unknown()).isEqualTo(1);
            assertThat(demo.place().seconds()).isEqualTo(60);
            assertThat(demo.place().usd()).isEmpty();
            assertThat(demo.place().unpriced()).isEqualTo(60);
        }
    }

    @Test
    void environmentsCostByTheHourWhereTheirPriceIsKnown() throws Exception {
        try (TestStore test = TestStore.open(clock)) {
            Repo repo = test.repo("thing");
            Session session = session(test, repo, "fix", "claude");
            try (Connection connection = test.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE environment SET price_per_hour = 0.60");
            }
            turn(test, session, List.of(reported("1")));
            UsageReport.EnvironmentTime place =
                    test.store().read(tx -> tx.usageReport().place(session.environment()));
            assertThat(place.usd().orElseThrow()).isEqualByComparingTo("0.01");
            assertThat(place.unpriced()).isZero();
            assertThat(test.list(tx -> tx.usageReport().lines(UsageReport.By.REPO, List.of(repo.id()), NOON)))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line.place().usd().orElseThrow()).isEqualByComparingTo("0.01"));
        }
    }

    @Test
    void linesAreOfWhatBeganSinceAndOfWhatTheCallerMaySee() {
        try (TestStore test = TestStore.open(clock)) {
            Repo repo = test.repo("thing");
            Repo hidden = test.repo("hidden");
            turn(test, session(test, repo, "fix", "claude"), List.of(reported("1")));
            turn(test, session(test, hidden, "fix", "claude"), List.of(reported("100")));
            clock.at = clock.at.plus(Duration.ofDays(1));
            turn(test, session(test, repo, "next", "claude"), List.of(reported("2")));

            List<UsageReport.Line> byDay =
                    test.list(tx -> tx.usageReport().lines(UsageReport.By.DAY, List.of(repo.id()), NOON));
            assertThat(byDay).extracting(UsageReport.Line::name).containsExactly("2026-11-24", "2026-11-25");
            assertThat(test.list(tx -> tx.usageReport()
                            .lines(UsageReport.By.TASK, List.of(repo.id()), NOON.plus(Duration.ofHours(1)))))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.name()).isEqualTo("thing next");
                        assertThat(line.spent().usd()).hasValue(new BigDecimal("2"));
                    });
            Duration ran = test.store().read(tx -> tx.usageReport().ran(new SessionId(1)));
            assertThat(ran).isEqualTo(Duration.ofMinutes(1));
        }
    }

    @Test
    void whatWasUsedBeforeThreadsWereKeptCountsForTheThreadThatIsResumed() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("34", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ada', now());
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                    VALUES (1, 'fix', 'active', 'main', 'ask', decode(repeat('11', 20), 'hex'), 'ada', now(), now());
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, created_at, launched_at, fingerprint)
                    VALUES (1, 1, 'session', 'local', 'ready', now(), now(), 'SHA256:x');
                    INSERT INTO session (branch_id, environment_id, agent, agent_session, state, created_at)
                    VALUES (1, 1, 'claude', gen_random_uuid(), 'running', now());
                    INSERT INTO job (environment_id, session_id, turn, prompt, timeout_seconds, state, exit_status,
                                     queued_at, started_at, ended_at)
                    VALUES (1, 1, 1, 'do', 60, 'ended', 0, now(), now(), now());
                    INSERT INTO job_usage (job_id, model, output_tokens, basis) VALUES (1, 'gpt-5', 100, 'unknown');
                    """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC())) {
            List<ModelUsage> earlier = store.read(tx -> tx.usage().sum(new SessionId(1), "thread"));
            assertThat(earlier).extracting(usage -> usage.tokens().output()).containsExactly(Optional.of(100L));
        }
    }

    @Test
    void whatRanBeforeThisMigrationHasAnUnknownCost() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("1", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ada', now());
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                    VALUES (1, 'fix', 'active', 'main', 'ask', decode(repeat('11', 20), 'hex'), 'ada', now(), now());
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, created_at, launched_at, fingerprint)
                    VALUES (1, 1, 'session', 'local', 'ready', now(), now(), 'SHA256:x');
                    INSERT INTO session (branch_id, environment_id, agent, agent_session, state, created_at)
                    VALUES (1, 1, 'claude', gen_random_uuid(), 'running', now());
                    INSERT INTO job (environment_id, session_id, turn, prompt, timeout_seconds, state, exit_status,
                                     queued_at, started_at, ended_at)
                    VALUES (1, 1, 1, 'do', 60, 'ended', 0, now(), now(), now());
                    """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC())) {
            Session session =
                    store.read(tx -> tx.sessions().get(new SessionId(1))).orElseThrow();
            assertThat(session.allowance()).isEqualTo(Allowance.UNLIMITED);
            assertThat(store.read(tx -> tx.usage().spent(session.id())).told())
                    .isEqualTo("tokens unknown; cost unknown");
            byte[] transcript = store.read(tx -> tx.transcripts().of(session.id()));
            assertThat(transcript).isEmpty();
        }
    }
}
