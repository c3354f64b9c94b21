package dev.cook.http.branch;

import dev.cook.domain.Branch;
import dev.cook.domain.Repo;

/** A branch that the caller may see. */
public record VisibleBranch(Repo repo, Branch branch) {}
