package dev.cook.domain.view;

import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import java.time.Instant;

/** A repository in JSON. */
public record RepoView(String name, String defaultBranch, String role, Instant createdAt) {
    public static RepoView of(Repo repo, Role role) {
        return new RepoView(repo.name().value(), repo.defaultBranch().value(), role.word(), repo.createdAt());
    }
}
