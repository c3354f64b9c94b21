package dev.cook.domain;

import java.util.Optional;

/**
 * A ref that moved since some version.
 *
 * @param now how it stands; empty: it is gone
 */
public record RefDelta(String ref, Optional<NamedRef> now) {}
