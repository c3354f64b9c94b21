package dev.cook.domain;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What gates said of a commit, in the words of commit statuses: success, failure, pending, error. The same over SSH and HTTP.
 *
 * @param state all gates together
 * @param statuses the last attempt of each gate
 */
public record CommitStatus(String repo, String sha, String state, Optional<Long> candidate, List<Line> statuses) {
    public CommitStatus {
        statuses = List.copyOf(statuses);
    }

    /**
     * What one gate said.
     *
     * @param comments those of an agent that reviewed
     */
    public record Line(
            String context, String state, String description, long run, boolean required, List<GateComment> comments) {
        public Line {
            comments = List.copyOf(comments);
        }
    }

    /**
     * Pure.
     *
     * @param runs the last attempt of each of the candidate's gates
     * @param verdicts what an agent said in a run
     */
    public static CommitStatus of(
            RepoName repo,
            Oid commit,
            Candidate candidate,
            List<GateRun> runs,
            Function<GateRun, List<GateVerdict>> verdicts) {
        return new CommitStatus(
                repo.value(),
                commit.hex(),
                state(candidate, runs),
                Optional.of(candidate.id().value()),
                runs.stream()
                        .map(run -> new Line(
                                run.name(),
                                word(run.state()),
                                run.reason().orElse(run.state().word()),
                                run.id().value(),
                                run.required(),
                                GateComment.of(verdicts.apply(run))))
                        .toList());
    }

    private static String state(Candidate candidate, List<GateRun> runs) {
        return switch (candidate.state()) {
            case CONFLICTING, FAILED -> "failure";
            case SCREENED, LANDED -> "success";
            case OPEN, SPLIT, STALE ->
                switch (Readiness.of(candidate, runs)) {
                    case Readiness.Pending _, Readiness.Waiting _ -> "pending";
                    case Readiness.Passed _ -> "success";
                    case Readiness.Failed _ -> "failure";
                };
        };
    }

    private static String word(GateRunState state) {
        return switch (state) {
            case QUEUED, RUNNING, WAITING -> "pending";
            case PASSED, SKIPPED -> "success";
            case FAILED -> "failure";
            case BROKEN, CANCELLED -> "error";
        };
    }
}
