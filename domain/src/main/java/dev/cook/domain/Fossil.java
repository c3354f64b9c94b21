package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * The archived tip of a branch or tag, and the way to its story.
 *
 * @param number counts from 1 in its repository
 * @param name the name that the ref had, without {@code refs/heads/}
 * @param ref the ref under {@code refs/fossils/} that keeps it
 */
public record Fossil(
        RepoId repo,
        long number,
        String name,
        String ref,
        Oid tip,
        FossilReason reason,
        Optional<BranchId> branch,
        String madeBy,
        Instant madeAt) {
    /** Refs below this are fossils: never advertised, never moved again. */
    public static final String PREFIX = "refs/fossils/";

    public Fossil {
        Checks.requirePositive("a fossil's number", number);
    }
}
