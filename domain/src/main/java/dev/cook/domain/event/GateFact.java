package dev.cook.domain.event;

import dev.cook.domain.BranchName;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What happened to a gate's run. {@code gate} is its name in the definition; {@code made} the commit that it answered with;
 * {@code comments} what a reviewing agent wrote.
 */
public sealed interface GateFact extends BranchFact {
    String gate();

    GateRunId run();

    @Wire("gate.started")
    record Started(String gate, GateRunId run, Oid commit) implements GateFact {}

    /**
     * People or another system have to answer.
     *
     * @param until when it fails without an answer
     */
    @Wire("gate.asked")
    record Asked(
            String gate,
            GateRunId run,
            String why,
            GateKind kind,
            Oid commit,
            BranchName target,
            Optional<Instant> until)
            implements GateFact {}

    /** @param url where another system tells more */
    @Wire("gate.answered")
    record Answered(
            String gate, GateRunId run, String by, Answer answer, Optional<String> comment, Optional<String> url)
            implements GateFact {}

    /** What was answered: yes or no by a person, pass or fail by another system. */
    enum Answer {
        YES,
        NO,
        PASS,
        FAIL
    }

    /** @param answeredBy the earlier run whose answer holds for this one too */
    @Wire("gate.passed")
    record Passed(
            String gate,
            GateRunId run,
            String why,
            Optional<Duration> took,
            Optional<Oid> made,
            Optional<GateRunId> answeredBy,
            Optional<String> comments)
            implements GateFact {}

    /**
     * It said no.
     *
     * @param tests how many tests its run reported, if it did
     * @param failedTests how many of these failed
     */
    @Wire("gate.failed")
    record Failed(
            String gate,
            GateRunId run,
            String why,
            Optional<Duration> took,
            Optional<String> comments,
            Optional<Integer> tests,
            Optional<Integer> failedTests)
            implements GateFact {
        /** Without a report of tests. */
        public Failed(String gate, GateRunId run, String why, Optional<Duration> took, Optional<String> comments) {
            this(gate, run, why, took, comments, Optional.empty(), Optional.empty());
        }
    }

    /** It could not be judged, and is run again. */
    @Wire("gate.broke")
    record Broke(String gate, GateRunId run, String why, Optional<Duration> took, Optional<String> comments)
            implements GateFact {}

    /**
     * It passed after it had failed on the same commit.
     *
     * @param flakyTests names of tests that did so too, separated by commas
     */
    @Wire("gate.flaked")
    record Flaked(
            String gate,
            GateRunId run,
            String why,
            Optional<Duration> took,
            Optional<Oid> made,
            Optional<String> comments,
            Optional<String> flakyTests)
            implements GateFact {}

    /** It cannot matter for this commit. */
    @Wire("gate.skipped")
    record Skipped(String gate, GateRunId run, String why) implements GateFact {}
}
