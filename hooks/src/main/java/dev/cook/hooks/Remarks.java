package dev.cook.hooks;

import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.util.List;

/** What whoever pushes a configuration is told about it: hooks take pushes, and do not know what gates are. */
public interface Remarks {
    /** Says nothing. */
    Remarks NONE = new Remarks() {
        @Override
        public boolean concern(String path) {
            return false;
        }

        @Override
        public List<String> on(RepoId repo, BranchName branch, Oid commit) {
            return List.of();
        }
    };

    /** Whether a changed file is part of a configuration. */
    boolean concern(String path);

    /** What is wrong with the configuration of a commit, a line each; it may take seconds. */
    List<String> on(RepoId repo, BranchName branch, Oid commit);
}
