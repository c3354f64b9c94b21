package dev.cook.agents.session;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.Job;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.store.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The variables by which what runs in an environment knows what it is about; docs/configuration.md lists them. */
final class JobContext {
    private JobContext() {}

    /** Of an agent's turn on a branch. */
    static Map<String, String> of(Tx tx, Branch branch) {
        Map<String, String> context = new HashMap<>();
        tx.repos().get(branch.repo()).map(Repo::name).ifPresent(name -> context.put("COOK_REPO", name.value()));
        context.put("COOK_BRANCH", branch.name().value());
        context.put("COOK_TARGET", branch.target().value());
        return context;
    }

    /** Of a gate: the commit that is judged beside what it stands on. */
    static Map<String, String> of(Tx tx, Job job) {
        Optional<Candidate> candidate = job.gateRun()
                .flatMap(tx.gateRuns()::get)
                .flatMap(run -> tx.candidates().get(run.candidate()));
        Map<String, String> context = new HashMap<>(candidate
                .map(judged -> judged.members().getLast().branch())
                .flatMap(tx.branches()::get)
                .map(branch -> of(tx, branch))
                .orElse(Map.of()));
        candidate.map(Candidate::base).map(Oid::hex).ifPresent(base -> context.put("COOK_BASE", base));
        tx.environments()
                .get(job.environment())
                .flatMap(environment -> environment.commit())
                .map(Oid::hex)
                .ifPresent(commit -> context.put("COOK_CANDIDATE", commit));
        return context;
    }
}
