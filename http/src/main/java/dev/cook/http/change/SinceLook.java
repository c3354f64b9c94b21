package dev.cook.http.change;

import dev.cook.domain.BranchLook;

/**
 * A change without what whoever looks has reviewed already.
 *
 * @param look what they reviewed
 * @param moved whether the branch was made on, or merged, other commits since: what came with them is left out
 * @param unmerged files that could not be merged with these, and are compared as they were
 */
public record SinceLook(BranchLook look, boolean moved, int unmerged) {}
