package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.Repo;
import dev.cook.git.Trees;
import dev.cook.store.Tx;

/** Where gates run: in the repository's environment or the one that they name, never in what the pusher chose for the agent. */
record GateEnvironments(Trees trees, ServerEnvironments server) {
    GateEnvironment of(Tx tx, Candidate candidate, Gate gate) {
        String name = gate.environment()
                .or(() -> tx.repos().get(candidate.repo()).flatMap(Repo::environment))
                .orElse(server.fallback());
        return GateEnvironment.of(tx, trees, server, candidate, branch(tx, candidate), name);
    }

    static Branch branch(Tx tx, Candidate candidate) {
        return tx.branches()
                .get(candidate.branch())
                .orElseThrow(() -> new IllegalStateException(candidate + " has no branch"));
    }
}
