package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.Repo;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateVerdictsTest {
    private static final Oid TIP = new Oid("b".repeat(40));

    private final TestStore test = TestStore.open();
    private final Repo repo = test.repo("thing");

    @AfterEach
    void close() {
        test.close();
    }

    private record Begun(GateRunId run, JobId job) {}

    private Begun review() {
        return test.store().write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName("fix"),
                            repo.defaultBranch(),
                            Landing.ASK,
                            Optional.empty(),
                            TIP,
                            "ann");
            CandidateId candidate = tx.candidates()
                    .open(
                            branch,
                            TIP,
                            Optional.empty(),
                            List.of(new Candidate.Member(branch.id(), TIP, Optional.of(TIP))));
            GateRunId run = tx.gateRuns()
                    .queue(
                            candidate,
                            new PlannedGate(
                                    "review",
                                    GateKind.AGENT_REVIEW,
                                    "{\"agent\":\"claude\"}",
                                    List.of("claude"),
                                    List.of(),
                                    true,
                                    0,
                                    60));
            EnvironmentId environment = tx.environments().wantForGate(branch, "local", TIP);
            tx.gateRuns().markRunning(run, TIP, environment);
            JobId job = tx.jobs().queueGateRun(run, environment, 60, Optional.of("look"));
            tx.jobs().markStarted(job);
            return new Begun(run, job);
        });
    }

    private static GateVerdict fail(String comment) {
        return new GateVerdict(
                false, comment, Optional.of(new GateVerdict.FileLine("a", Optional.of(comment.length()))));
    }

    private void say(GateRunId run, GateVerdict verdict) {
        test.store().change(tx -> tx.gateVerdicts().say(run, verdict));
    }

    @Test
    void whatIsSaidTwiceIsKeptOnceAndInOrder() {
        GateRunId run = review().run();
        GateVerdict pass = new GateVerdict(true, "", Optional.empty());

        say(run, fail("one"));
        say(run, fail("one"));
        say(run, pass);
        say(run, fail("one"));

        assertThat(test.list(tx -> tx.gateVerdicts().of(run))).containsExactly(fail("one"), pass, fail("one"));
    }

    @Test
    void theLastCountsHoweverMuchIsSaid() {
        GateRunId run = review().run();
        test.store().change(tx -> {
            for (int i = 0; i < GateVerdict.MOST + 20; i++) {
                tx.gateVerdicts().say(run, fail("number " + i));
            }
        });
        GateVerdict pass = new GateVerdict(true, "after all", Optional.empty());

        say(run, pass);

        assertThat(test.list(tx -> tx.gateVerdicts().of(run)))
                .hasSize(GateVerdict.MOST)
                .endsWith(pass);
    }

    @Test
    void whatAnAgentUsedForAGateIsAddedUpUnderItsName() {
        Begun begun = review();
        test.store().change(tx -> {
            tx.jobs().markEnded(begun.job(), 0, Optional.empty(), JobOutput.NONE);
            tx.usage()
                    .keep(
                            begun.job(),
                            new PricedUsage(
                                    new ModelUsage("one", TokenCounts.UNKNOWN, Optional.of(new BigDecimal("1.5"))),
                                    Optional.empty(),
                                    Optional.empty()),
                            Optional.empty());
        });

        assertThat(test.list(tx -> tx.usageReport().lines(UsageReport.By.AGENT, List.of(repo.id()), Instant.EPOCH)))
                .singleElement()
                .satisfies(line -> assertThat(line.name()).isEqualTo("claude"))
                .satisfies(line -> assertThat(line.sessions()).isZero())
                .satisfies(line -> assertThat(line.spent().usd()).hasValue(new BigDecimal("1.5")));
    }
}
