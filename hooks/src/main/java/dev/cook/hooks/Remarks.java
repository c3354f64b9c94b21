package dev.cook.hooks;

import dev.cook.domain.AccountId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.util.List;
import java.util.Optional;

/** What whoever pushes a configuration is told about it: hooks take pushes, and do not know what gates are. */
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
    };

    /** Whether a changed file is part of a configuration. */
    boolean concern(String path);

    /**
     * What is wrong with the configuration of a commit, a line each; it may take seconds.
     *
     * @param pusher the account that pushed; empty: an environment did
     */
    List<String> on(RepoId repo, BranchName branch, Oid commit, Optional<AccountId> pusher);
}
