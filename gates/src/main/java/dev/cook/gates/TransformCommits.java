package dev.cook.gates;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.Oid;
import dev.cook.git.GateCommits;
import dev.cook.git.GateCommits.Result;
import dev.cook.git.Trees;
import java.time.Instant;
import java.util.Optional;

/** The commits that gates make of others: signed by the gate, with a message that says which run made it of what. */
record TransformCommits(GateCommits answers, Trees trees) {
    /**
     * Makes the commit of a run that ended.
     *
     * @param left what it left
     */
    Result of(Candidate candidate, GateRun run, Oid left, Instant at) {
        Oid given = run.commit().orElseThrow(() -> new IllegalStateException(run + " has begun without a commit"));
        Result answer = answers.take(candidate.repo(), given, left, signature(run), message(candidate, run), at);
        return answer instanceof Result.Changed(Oid commit)
                ? trees.firstChanged(candidate.repo(), given, commit, TransformCommits::isDefinition)
                        .<Result>map(file -> new Result.Foreign(
                                "the gate changed " + file + ", which defines gates; no gate may change that file"))
                        .orElse(answer)
                : answer;
    }

    /** Whether a file says how commits are judged: what a gate does to it would have to pass the old and the new as well. */
    private static boolean isDefinition(String path) {
        return GateDefinitions.isDefinition(path);
    }

    /** What an earlier run with the same content makes of a candidate; empty: nothing else. */
    Optional<Oid> again(Candidate candidate, GateRun run, GateRun original) {
        return original.result()
                .map(result -> answers.again(
                        candidate.repo(),
                        StartDecisions.head(candidate),
                        result,
                        signature(run),
                        message(candidate, run) + "Judged-in: " + original.id() + "\n",
                        original.endedAt().orElse(Instant.EPOCH)));
    }

    private static String signature(GateRun run) {
        return "cook gate " + run.name();
    }

    private static String message(Candidate candidate, GateRun run) {
        return "Apply gate " + run.name() + "\n\nGate: " + run.name() + "\nGate-run: " + run.id() + "\nCandidate: "
                + candidate.commit().map(Oid::hex).orElse("") + "\n";
    }
}
