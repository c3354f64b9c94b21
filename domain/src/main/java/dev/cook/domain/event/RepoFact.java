package dev.cook.domain.event;

import dev.cook.domain.AccountName;
import dev.cook.domain.FossilReason;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import java.util.List;
import java.util.Optional;

/** What happened to a repository; {@link RefsPushed} and {@link FossilMade} name the branch as well, where it is one. */
public sealed interface RepoFact extends Fact {
    @Wire("repo.created")
    record Created(String by, RepoName name) implements RepoFact {}

    @Wire("repo.renamed")
    record Renamed(String by, RepoName from, RepoName to) implements RepoFact {}

    @Wire("repo.deleted")
    record Deleted(String by, RepoName name) implements RepoFact {}

    @Wire("repo.restored")
    record Restored(String by, RepoName name) implements RepoFact {}

    /** @param what was done, as it follows the name of who did it: {@code set the environment to local} */
    @Wire(value = "repo.changed", version = 2)
    record Changed(String by, String what) implements RepoFact {}

    /** As it was written until version 2: what was changed. */
    @Wire("repo.changed")
    record Changed1(String by, String what) implements RepoFact {}

    /** @param source the address or directory that the refs came from */
    @Wire("repo.imported")
    record Imported(String by, int branches, int tags, String source) implements RepoFact {}

    /**
     * @param moves the first refs of the push, in its order
     * @param more how many others it moved
     */
    @Wire(value = "refs.pushed", version = 2)
    record RefsPushed(String by, List<RefMove> moves, int more) implements RepoFact {
        public RefsPushed {
            moves = List.copyOf(moves);
        }
    }

    /** As it was written until version 2. */
    @Wire("refs.pushed")
    record RefsPushed1(String by, String refs) implements RepoFact {}

    /** @param name of the ref whose tip was archived, without {@code refs/heads/} */
    @Wire("fossil.made")
    record FossilMade(long number, String name, FossilReason reason) implements RepoFact {}

    @Wire("role.changed")
    record RoleChanged(String by, AccountName account, Granted role) implements RepoFact {}

    /** What an account has after its role changed. */
    enum Granted {
        READ,
        WRITE,
        LAND,
        ADMIN,
        NONE;

        public static Granted of(Optional<Role> role) {
            return role.map(given -> switch (given) {
                        case READ -> READ;
                        case WRITE -> WRITE;
                        case LAND -> LAND;
                        case ADMIN -> ADMIN;
                    })
                    .orElse(NONE);
        }
    }
}
