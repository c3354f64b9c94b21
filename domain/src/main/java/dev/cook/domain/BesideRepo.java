package dev.cook.domain;

import java.util.Optional;

/**
 * Another repository that an environment checks out beside its own.
 *
 * @param path where, below the directory that holds the main work tree
 * @param ref full name of a branch or tag
 * @param partner what is checked out in place of the ref: that lands together with what is judged
 */
public record BesideRepo(RepoId repo, RepoName name, String path, String ref, Optional<Partner> partner) {
    /**
     * A candidate of the repository beside.
     *
     * @param commit what would land
     */
    public record Partner(CandidateId candidate, Oid commit) {}

    /** With a candidate in place of the ref. */
    public BesideRepo with(Partner other) {
        return new BesideRepo(repo, name, path, ref, Optional.of(other));
    }

    /** The ref under which an environment's key finds it. */
    public String fetched() {
        return partner.isPresent() ? CandidateRef.NAME : ref;
    }
}
