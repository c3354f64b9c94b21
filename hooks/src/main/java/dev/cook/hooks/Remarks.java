package dev.cook.hooks;

import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.util.List;
import java.util.Optional;

/** What whoever pushes is told about what that asks for: hooks take pushes, and do not know what gates and agents are. */
public interface Remarks {
    /** Says nothing. */
    Remarks NONE = new Remarks() {
        @Override
        public boolean concern(String path) {
            return false;
        }

        @Override
        public List<String> on(RepoId repo, BranchName branch, Oid commit, Optional<AccountId> pusher) {
            return List.of();
        }

        @Override
        public Optional<String> onAgent(BranchId branch) {
            return Optional.empty();
        }
    };

    /** Whether a changed file is part of a configuration. */
    boolean concern(String path);

    /**
     * What is wrong with the configuration of a commit, a line each; it may take seconds.
     *
     * @param pusher the account that pushed; empty: an environment did
     */
    List<String> on(RepoId repo, BranchName branch, Oid commit, Optional<AccountId> pusher);

    /** What is known to keep the agent of a branch from starting. */
    Optional<String> onAgent(BranchId branch);
}
