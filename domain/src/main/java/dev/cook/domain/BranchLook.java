package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody marked as reviewed of a branch.
 *
 * @param base what the tip was compared with; empty: it shared nothing with its target
 */
public record BranchLook(Oid tip, Optional<Oid> base, Instant at) {}
