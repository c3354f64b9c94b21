package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.JobState;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How jobs and environments end that do not end by themselves. */
class EndingsTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId(1);
    private static final JobId FIRST = new JobId(1);
    private static final JobId SECOND = new JobId(2);

    @Test
    void whatRanBeforeThereWereFailuresGoesOnAndCanFailAndDie() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("22", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                    SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, fingerprint, public_key, launches, created_at)
                    SELECT repo_id, branch_id, 'session', 'local', 'ready', 'f', 'k', 1, now() FROM branch;
                    INSERT INTO session (branch_id, environment_id, agent, agent_session, state, created_at)
                    SELECT branch_id, environment_id, 'demo', gen_random_uuid(), 'running', now() FROM environment;
                    INSERT INTO job (environment_id, session_id, turn, timeout_seconds, state, exit_status, queued_at, ended_at)
                    SELECT environment_id, session_id, 1, 60, 'ended', 0, now(), now() FROM session;
                    INSERT INTO job (environment_id, session_id, turn, timeout_seconds, state, queued_at, started_at)
                    SELECT environment_id, session_id, 2, 60, 'running', now(), now() FROM session;
                    """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            assertThat(store.read(tx -> tx.jobs().get(FIRST)).orElseThrow().failure())
                    .isEmpty();
            assertThat(store.read(tx -> tx.environments().dying()).size()).isZero();

            store.change(tx -> {
                assertThat(tx.jobs().markFailed(SECOND, Job.UNSEEN, "it was overdue", JobOutput.NONE))
                        .isTrue();
                assertThat(tx.jobs().markFailed(SECOND, Job.UNSEEN, "again", JobOutput.NONE))
                        .isFalse();
                assertThat(tx.environments().markDying(ENVIRONMENT, "over")).isTrue();
                assertThat(tx.environments().markDying(ENVIRONMENT, "again")).isFalse();
                tx.environments().markKillFailed(ENVIRONMENT, "no way");
            });

            Job failed = store.read(tx -> tx.jobs().get(SECOND)).orElseThrow();
            assertThat(failed.state()).isEqualTo(JobState.ENDED);
            assertThat(failed.failure()).contains("it was overdue");
            assertThat(store.read(tx -> tx.environments().alive()).size()).isOne();
            assertThat(store.read(tx -> tx.environments().byFingerprint("f")).isEmpty())
                    .as("its key is void")
                    .isTrue();
            assertThat(store.write(tx -> tx.environments().markLaunched(ENVIRONMENT, "g", "k", Optional.empty()))
                            .booleanValue())
                    .as("nobody launches what is over")
                    .isFalse();
            Environments.Dying dying =
                    store.read(tx -> tx.environments().dying(ENVIRONMENT)).orElseThrow();
            assertThat(dying.why()).isEqualTo("over");
            assertThat(dying.tries()).isOne();
            assertThat(dying.failure()).contains("no way");

            store.change(tx -> tx.environments().markDestroyed(ENVIRONMENT));
            assertThat(store.read(tx -> tx.environments().get(ENVIRONMENT))
                            .orElseThrow()
                            .state())
                    .isEqualTo(EnvironmentState.GONE);
        }
    }
}
