package dev.cook.agents.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.LaunchSpec;
import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.JobState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import dev.cook.git.GitRepos;
import dev.cook.store.Environments;
import dev.cook.store.TestStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from one look at an environment that nothing is heard of. */
class EnvironmentReconcilerTest {
    private static final Oid TIP = new Oid("a".repeat(40));

    @TempDir
    Path temp;

    private final AtomicLong seconds = new AtomicLong();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.system(zone);
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-11-25T08:00:00Z").plusSeconds(seconds.get());
        }
    };

    /** A machine that can be out of reach. */
    private static final class Machine implements Backend {
        boolean there = true;
        boolean reached = true;
        int kills;

        @Override
        public void launch(LaunchSpec spec) {
            there = true;
        }

        @Override
        public Life life(EnvironmentId id) {
            return there ? Life.RUNNING : Life.ended("it is not there");
        }

        @Override
        public void kill(EnvironmentId id) {
            kills++;
            if (!reached) {
                throw new IllegalStateException("the machine cannot be reached");
            }
            there = false;
        }

        @Override
        public Set<EnvironmentId> list() {
            return Set.of();
        }
    }

    private final Machine machine = new Machine();
    private TestStore test;
    private GitRepos repos;
    private EnvironmentSockets sockets;
    private EnvironmentId id;
    private JobId job;
    private BranchId branch;

    /** A turn of ten seconds that runs in an environment that is ready. */
    @BeforeEach
    void begin() {
        test = TestStore.open(clock);
        repos = new GitRepos(temp, test.store());
        sockets = new EnvironmentSockets(temp);
        Repo repo = test.repo("thing");
        Begun begun = test.store().write(tx -> {
            BranchName name = new BranchName("fix");
            tx.refs().move(repo.id(), List.of(RefChange.create(name.ref(), TIP, "push")), "ann");
            Branch fix = tx.branches()
                    .start(repo.id(), name, repo.defaultBranch(), Landing.ASK, Optional.empty(), TIP, "ann");
            EnvironmentId wanted = tx.environments().wantForSession(fix, "local");
            SessionId session = tx.sessions()
                    .want(fix.id(), wanted, "demo", Allowance.UNLIMITED)
                    .id();
            tx.environments().markLaunched(wanted, "fingerprint", "key", Optional.empty());
            tx.environments().markReady(wanted);
            JobId turn = tx.jobs().queueTurn(session, wanted, "mend it", 10);
            tx.jobs().markStarted(turn);
            return new Begun(fix.id(), wanted, turn);
        });
        branch = begun.branch();
        id = begun.environment();
        job = begun.job();
    }

    private record Begun(BranchId branch, EnvironmentId environment, JobId job) {}

    @AfterEach
    void end() {
        sockets.close();
        repos.close();
        test.close();
    }

    private EnvironmentReconciler care() {
        return EnvironmentControllerTest.care(
                test,
                repos,
                sockets,
                Backends.of(ServerEnvironments.of(CookConfig.defaults(Map.of(), temp)), _ -> machine),
                temp,
                clock);
    }

    private Job job() {
        return test.store().read(tx -> tx.jobs().get(job)).orElseThrow();
    }

    private Session session() {
        return test.store().read(tx -> tx.sessions().get(new SessionId(1))).orElseThrow();
    }

    private Environment environment() {
        return test.store().read(tx -> tx.environments().get(id)).orElseThrow();
    }

    private String waitsFor() {
        return test.store()
                .read(tx -> tx.branches().get(branch))
                .orElseThrow()
                .waitsFor()
                .orElse("nothing");
    }

    private void pass(Duration time) {
        seconds.addAndGet(time.toSeconds());
    }

    @Test
    void aJobThatIsOverdueHasFailedAndItsEnvironmentIsKilled() {
        EnvironmentReconciler reconciler = care();
        pass(Duration.ofSeconds(70));
        reconciler.look(id, true);
        assertThat(job().state()).as("ten seconds and a minute").isEqualTo(JobState.RUNNING);

        pass(Duration.ofSeconds(1));
        reconciler.look(id, true);

        assertThat(machine.there).isFalse();
        assertThat(job().state()).isEqualTo(JobState.ENDED);
        assertThat(job().failure().orElseThrow())
                .startsWith("the job took longer than 10 s and did not report its end within another 60 s");
        assertThat(waitsFor()).contains("the job took longer than 10 s", "`session resume 1`");
    }

    @Test
    void aJobIsNotOverdueForAServerThatWasDown() {
        pass(Duration.ofHours(1));
        EnvironmentReconciler reconciler = care();
        pass(Duration.ofSeconds(60));

        reconciler.look(id, true);

        assertThat(job().state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void anEnvironmentThatWasReadyAndIsNotHeardOfIsLost() {
        test.store().change(tx -> tx.jobs().markEnded(job, 0, Optional.empty(), JobOutput.NONE));
        EnvironmentReconciler reconciler = care();
        reconciler.look(id, true);
        pass(Duration.ofMinutes(5));
        reconciler.look(id, true);
        assertThat(environment().state()).as("five minutes").isEqualTo(EnvironmentState.READY);

        pass(Duration.ofSeconds(1));
        reconciler.look(id, true);

        assertThat(environment().state()).isEqualTo(EnvironmentState.GONE);
        assertThat(machine.there).isFalse();
        assertThat(session().reason()).contains("the environment was silent for 5 min");
    }

    @Test
    void anEnvironmentThatCannotBeDestroyedIsDyingAndTriedAgainLessAndLessOften() {
        EnvironmentReconciler reconciler = care();
        machine.reached = false;
        test.store().change(tx -> tx.sessions().end(new SessionId(1), SessionState.KILLED, "by ann"));

        reconciler.look(id, true);

        assertThat(environment().state()).isEqualTo(EnvironmentState.DYING);
        assertThat(environment().fingerprint()).as("its key is void at once").isEmpty();
        assertThat(dying().why()).isEqualTo("its session ended");
        assertThat(dying().failure()).contains("the machine cannot be reached");
        reconciler.look(id, true);
        assertThat(machine.kills).as("not at once").isOne();

        pass(Duration.ofSeconds(3));
        reconciler.look(id, true);
        pass(Duration.ofSeconds(3));
        reconciler.look(id, true);
        assertThat(machine.kills).as("after two seconds, and then after four").isEqualTo(2);
        assertThat(dying().tries()).isEqualTo(2);

        machine.reached = true;
        pass(Duration.ofMinutes(5));
        // Another server goes on with it.
        care().look(id, true);
        assertThat(machine.there).isFalse();
        assertThat(environment().state()).isEqualTo(EnvironmentState.GONE);
    }

    @Test
    void anEnvironmentOfABranchThatIsOverIsDyingToo() {
        EnvironmentReconciler reconciler = care();
        machine.reached = false;
        test.store().change(tx -> {
            // Until its turn has reported it would stay.
            tx.jobs().markEnded(job, 0, Optional.empty(), JobOutput.NONE);
            tx.branches().markAbandoned(branch);
        });

        reconciler.look(id, true);

        assertThat(environment().state()).isEqualTo(EnvironmentState.DYING);
        assertThat(session().state()).isEqualTo(SessionState.ENDED);
    }

    @Test
    void aTurnWaitsUntilTheEndOfTheOneBeforeIsDecided() {
        JobId next = test.store().write(tx -> tx.jobs().queueTurn(new SessionId(1), id, "and this", 10));
        assertThat(due()).as("the first one runs").contains(job);

        test.store().change(tx -> tx.jobs().markEnded(job, 0, Optional.empty(), JobOutput.NONE));
        assertThat(due())
                .as("the first one may have used up what the session had")
                .isEmpty();

        test.store().change(tx -> tx.jobs().settle(job));
        assertThat(due()).contains(next);
    }

    private Optional<JobId> due() {
        return test.store()
                .read(tx -> EnvironmentView.read(tx, id))
                .orElseThrow()
                .due(true)
                .map(Job::id);
    }

    private Environments.Dying dying() {
        return test.store().read(tx -> tx.environments().dying(id)).orElseThrow();
    }
}
