package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Repo;
import dev.cook.domain.event.BranchFact;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;

/** What a branch has to give up to become one that others land on: it is on its way nowhere itself. */
final class TargetBranch {
    private TargetBranch() {}

    /** Ends its own way, unless it is worked on or about to land; the caller holds the lock of the repository's refs. */
    static void begin(Tx tx, Repo repo, BranchName wanted, String by) {
        tx.branches().alive(repo.id(), wanted).ifPresent(life -> {
            if (life.state() != BranchState.ACTIVE
                    || tx.sessions().alive(life.id()).isPresent()) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        wanted + " is an open branch that lands on " + life.target(),
                        "land or abandon " + wanted + " first, or choose another name");
            }
            tx.branches().markAbandoned(life.id());
            tx.events().append(repo.id(), life.id(), new BranchFact.Abandoned(by, "it became a landing target"));
        });
    }
}
