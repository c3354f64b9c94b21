package dev.cook.http.repository;

import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.git.CommitLine;
import dev.cook.git.Revisions;
import java.util.List;
import java.util.Optional;

/**
 * What the second of two commits adds to the first.
 *
 * @param base where their histories went apart; empty: they have nothing in common, and all files are new
 * @param commits those of the second one alone, newest first
 * @param more whether there are more of them
 */
public record ComparePage(
        Repo repo,
        Revisions.Named from,
        Revisions.Named to,
        Optional<Oid> base,
        List<CommitLine> commits,
        boolean more,
        RevisionDiff diff) {
    public ComparePage {
        commits = List.copyOf(commits);
    }
}
