package dev.cook.http.branch;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.Readiness;
import dev.cook.domain.Session;
import dev.cook.http.output.TerminalLines;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One entry of a branch's story. */
public sealed interface TimelineEntry {
    Instant at();

    /** How it is coloured; each stands with a word, so that colour alone never says anything. */
    String tone();

    /** Something that happened and needs a line. */
    record Fact(Instant at, String tone, String line) implements TimelineEntry {}

    /**
     * A turn of an agent.
     *
     * @param waits what it waits for before it may begin; empty: for nothing, or it has begun
     */
    record Turn(Session session, Job job, Output output, Optional<String> waits) implements TimelineEntry {
        @Override
        public Instant at() {
            return job.queuedAt();
        }

        @Override
        public String tone() {
            return switch (job.state()) {
                case QUEUED -> "queued";
                case RUNNING -> "running";
                case ENDED -> job.exitStatus().orElse(1) == 0 ? "good" : "bad";
                case LOST -> "bad";
            };
        }

        public String word() {
            return switch (job.state()) {
                case QUEUED -> "queued";
                case RUNNING -> "running";
                case ENDED -> ended(job.exitStatus().orElse(1));
                case LOST -> "lost";
            };
        }

        private static String ended(int status) {
            return status == 0 ? "done" : status == Job.TIMED_OUT ? "timed out" : Job.told(status);
        }
    }

    /** A candidate, and what its gates found. */
    record Judgement(Candidate candidate, List<Gate> gates) implements TimelineEntry {
        public Judgement {
            gates = List.copyOf(gates);
        }

        @Override
        public Instant at() {
            return candidate.builtAt();
        }

        @Override
        public String tone() {
            return switch (candidate.state()) {
                case OPEN -> passed() ? "good" : "running";
                case CONFLICTING, FAILED -> "bad";
                case STALE, SPLIT -> "over";
                case SCREENED, LANDED -> "good";
            };
        }

        public String word() {
            return switch (candidate.state()) {
                case OPEN -> candidate.plannedAt().isEmpty() ? "reading gates" : passed() ? "passed" : "running gates";
                case CONFLICTING -> "conflicts";
                case FAILED -> "failed";
                case SPLIT -> "split";
                case SCREENED -> "passed alone";
                case STALE -> "outdated";
                case LANDED -> "landed";
            };
        }

        private boolean passed() {
            return candidate.plannedAt().isPresent()
                    && Readiness.of(candidate, gates.stream().map(Gate::run).toList()) instanceof Readiness.Passed;
        }
    }

    /**
     * A gate on a candidate: its last attempt.
     *
     * @param refusal why whoever looks may not answer, where it waits for people; empty: they may
     */
    record Gate(GateRun run, Output output, Optional<String> refusal) {
        Gate refusing(Optional<String> why) {
            return new Gate(run, output, why);
        }

        public String tone() {
            return switch (run.state()) {
                case QUEUED -> "queued";
                case RUNNING -> "running";
                case PASSED -> "good";
                case FAILED -> "bad";
                case BROKEN -> "waits";
                case WAITING -> "waits";
                case SKIPPED, CANCELLED -> "over";
            };
        }

        public String word() {
            return run.state().word() + (run.flake() ? " (flaky)" : "");
        }

        /** Whether what there is to say of it is no trouble. */
        public boolean calm() {
            return switch (run.state()) {
                case QUEUED, RUNNING, PASSED, WAITING, SKIPPED, CANCELLED -> true;
                case FAILED, BROKEN -> false;
            };
        }

        /** Whether its reason says more than its state: a command that passed may have a report that cannot be read. */
        public boolean explains() {
            boolean plain = run.reason().equals(Optional.of("exit status 0"))
                    || run.answeredBy().isPresent();
            return run.reason().isPresent()
                    && (run.state() != GateRunState.PASSED
                            || run.kind().isAsked()
                            || (run.kind() == GateKind.COMMAND && !plain));
        }

        /** Whether it waits for answers of people. */
        public boolean asksPeople() {
            return run.kind() == GateKind.APPROVAL && run.state() == GateRunState.WAITING;
        }

        /** Where the answer goes. */
        public String address() {
            return GateForms.address(run.id());
        }

        /** As its author wrote it: one that was text is given to a shell, which nobody asked to see. */
        public String command() {
            List<String> argv = run.argv();
            int words = argv.size();
            return words >= 3 && argv.subList(words - 3, words - 1).equals(List.of("sh", "-c"))
                    ? argv.getLast()
                    : String.join(" ", argv);
        }
    }

    /**
     * What a job wrote, as far as the page shows it at once.
     *
     * @param job empty where there is none yet
     * @param live whether it still grows
     * @param lines the last ones; the others are behind a link
     * @param more whether there is more than that
     * @param terminal whether there is a terminal to look at besides: not where an agent reports to it, whose text this is
     */
    record Output(Optional<JobId> job, boolean live, List<TerminalLines.Line> lines, boolean more, boolean terminal) {
        static final Output NONE = new Output(Optional.empty(), false, List.of(), false, false);

        public Output {
            lines = List.copyOf(lines);
        }

        /** Its element on the page. */
        public String id() {
            return "output-" + job.map(JobId::toString).orElse("none");
        }
    }
}
