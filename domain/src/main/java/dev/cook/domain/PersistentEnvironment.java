package dev.cook.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A named environment of one repository whose home directory stays from session to session. One session works in it at a
 * time, in an environment with a key and a checkout of its own.
 *
 * @param name what {@code -o env=NAME} gives, unlike that of any other one of its repository
 * @param madeFrom the configured environment that says how it is made
 * @param idle how long a session with nothing to do may hold it
 * @param bytes what it holds on disk, as of {@code measuredAt}; empty: nobody has looked yet
 */
public record PersistentEnvironment(
        PersistentId id,
        RepoId repo,
        String name,
        String madeFrom,
        PersistentState state,
        Duration idle,
        String createdBy,
        Instant createdAt,
        Optional<Long> bytes,
        Optional<Instant> measuredAt) {}
