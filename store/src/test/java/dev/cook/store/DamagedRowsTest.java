package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.SessionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One damaged row keeps no other from being looked at or shown, and what cannot be read never counts as not being there. */
class DamagedRowsTest {
    private static final Oid BASE = new Oid("1".repeat(40));
    private static final Oid TIP = new Oid("2".repeat(40));

    private final TestStore test = TestStore.open();
    private final Work bad = work("bad");
    private final Work good = work("good");

    @AfterEach
    void close() {
        test.close();
    }

    /** A queued branch whose candidate has a gate run, and whose agent has ended a turn and begins another. */
    private record Work(
            Repo repo,
            Branch branch,
            CandidateId candidate,
            EnvironmentId environment,
            SessionId session,
            JobId ended,
            JobId next) {}

    private Work work(String name) {
        Repo repo = test.repo(name);
        return test.store().write(tx -> {
            BranchName fix = new BranchName("fix");
            tx.refs().move(repo.id(), List.of(RefChange.create(fix.ref(), TIP, "push")), "ann");
            Branch branch = tx.branches()
                    .start(repo.id(), fix, repo.defaultBranch(), Landing.AUTO, Optional.empty(), TIP, "ann");
            EnvironmentId environment = tx.environments().wantForSession(branch, "local");
            SessionId session = tx.sessions()
                    .want(branch.id(), environment, "demo", Allowance.UNLIMITED)
                    .id();
            JobId ended = tx.jobs().queueTurn(session, environment, "mend it", 10);
            tx.jobs().markEnded(ended, 0, Optional.empty(), JobOutput.NONE);
            JobId next = tx.jobs().queueTurn(session, environment, "and this", 10);
            tx.branches().markQueued(branch.id(), "ann");
            CandidateId candidate = tx.candidates()
                    .open(
                            branch,
                            BASE,
                            Optional.empty(),
                            List.of(new Candidate.Member(branch.id(), TIP, Optional.of(TIP))));
            tx.candidates().markPlanned(candidate, 1);
            tx.gateRuns().queue(candidate, PlannedGate.command("test", List.of("true"), 10));
            return new Work(repo, branch, candidate, environment, session, ended, next);
        });
    }

    /** Writes what the database itself would refuse. */
    private void damage(String table, String change) throws SQLException {
        try (Connection connection = test.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    DO $$ DECLARE name text; BEGIN
                        FOR name IN SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = '%s'::regclass LOOP
                            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %%I', name);
                        END LOOP;
                    END $$
                    """.formatted(table, table));
            assertThat(statement.executeUpdate("UPDATE " + table + " SET " + change))
                    .isPositive();
        }
    }

    private <T, I> void leavesOutTheBad(Function<Tx, List<T>> list, Function<T, I> id, I bad, I good) {
        assertThat(test.list(list).stream().map(id).toList()).contains(good).doesNotContain(bad);
    }

    @Test
    void aBranch() throws SQLException {
        damage("branch", "name = '' WHERE branch_id = " + bad.branch().id());

        var id = bad.branch().id();
        var other = good.branch().id();
        leavesOutTheBad(tx -> tx.branches().inState(BranchState.QUEUED), Branch::id, id, other);
        leavesOutTheBad(tx -> tx.queues().submitted(), line -> line.branch().id(), id, other);
        leavesOutTheBad(
                tx -> tx.overview().alive(List.of(bad.repo().id(), good.repo().id()), 10),
                line -> line.branch().id(),
                id,
                other);
        assertThat(test.list(tx -> tx.queues().lines(bad.repo().id(), bad.repo().defaultBranch())))
                .isEmpty();
        assertThat(test.list(tx -> tx.branches().alive(bad.repo().id(), 10))).isEmpty();
        assertThatThrownBy(() -> test.maybe(tx -> tx.branches().get(id))).hasMessage("a branch needs a name");
    }

    @Test
    void aBranchThatAnotherOneNeeds() throws SQLException {
        damage("branch", "target = '' WHERE branch_id = " + bad.branch().id());
        try (Connection connection = test.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO branch_need (branch_id, needs_repo, needs_branch, binds_both) VALUES (%s, %s, 'fix', false)"
                            .formatted(good.branch().id(), bad.repo().id()));
        }
        List<BranchId> both = List.of(bad.branch().id(), good.branch().id());

        Queues.QueueNeeds needs = test.store().read(tx -> tx.queues().needsInQueue(both));
        assertThat(needs.needs()).isEmpty();
        assertThat(needs.damaged()).as("it waits").containsExactly(good.branch().id());
        assertThatThrownBy(() -> test.list(tx -> tx.queues().needs(both))).hasMessage("a branch needs a name");
    }

    @Test
    void aCandidate() throws SQLException {
        damage("candidate", "target = '' WHERE candidate_id = " + bad.candidate());

        leavesOutTheBad(
                tx -> tx.candidates().inLine(), place -> place.candidate().id(), bad.candidate(), good.candidate());
        assertThat(test.list(tx -> tx.queues().targets()))
                .as("its branch is queued")
                .contains(
                        new Queues.Target(good.repo().id(), good.repo().defaultBranch()),
                        new Queues.Target(bad.repo().id(), bad.repo().defaultBranch()));
        assertThatThrownBy(() -> test.maybe(tx -> tx.candidates().get(bad.candidate())))
                .as("whoever builds the next one is told")
                .hasMessage("a branch needs a name");
    }

    @Test
    void aGateRunIsNeverTakenForOneThatDoesNotExist() throws SQLException {
        damage("gate_run", "state = 'odd' WHERE candidate_id = " + bad.candidate());

        for (GateRuns.OfCandidates runs : List.of(
                test.store().read(tx -> tx.gateRuns().ofOpenCandidates()),
                test.store().read(tx -> tx.gateRuns().latest(List.of(bad.candidate(), good.candidate()))))) {
            assertThat(runs.of(good.candidate())).extracting(GateRun::name).containsExactly("test");
            assertThat(runs.damaged()).containsExactly(bad.candidate());
            assertThatThrownBy(() -> runs.of(bad.candidate()))
                    .hasMessage("a gate run of candidate " + bad.candidate() + " cannot be read");
        }
        assertThatThrownBy(() -> test.list(tx -> tx.gateRuns().latest(bad.candidate())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aJob() throws SQLException {
        damage("job", "state = 'odd' WHERE session_id = 1");

        leavesOutTheBad(tx -> tx.jobs().unsettledTurns(), Job::id, bad.ended(), good.ended());
        leavesOutTheBad(tx -> tx.jobs().openTurns(), Job::id, bad.next(), good.next());
        assertThatThrownBy(() -> test.list(tx -> tx.jobs().unsettled(bad.environment())))
                .as("nobody starts a job beside one that may run")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEnvironmentThatIsNotDestroyedForThat() throws SQLException {
        damage("environment", "state = 'odd' WHERE environment_id = " + bad.environment());

        leavesOutTheBad(
                tx -> tx.environments().alive(),
                environment -> environment.id(),
                bad.environment(),
                good.environment());
        assertThat(test.list(tx -> List.copyOf(tx.environments().aliveIds())))
                .contains(bad.environment(), good.environment());
    }

    @Test
    void aRepository() throws SQLException {
        damage("repo", "name = '..' WHERE repo_id = " + bad.repo().id());

        leavesOutTheBad(
                tx -> tx.repos().list(), Repo::id, bad.repo().id(), good.repo().id());
    }
}
