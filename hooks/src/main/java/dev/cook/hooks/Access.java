package dev.cook.hooks;

import dev.cook.domain.Caller;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Voter;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who may do what where. */
public final class Access {
    private Access() {}

    /** The caller's role in a repository; empty: for them it does not exist. */
    public static Optional<Role> role(Tx tx, Caller caller, RepoId repo) {
        return tx.deletedRepos().has(repo) ? Optional.empty() : granted(tx, caller, repo);
    }

    /** The same where the repository may have been deleted, for those who may restore it. */
    public static Optional<Role> granted(Tx tx, Caller caller, RepoId repo) {
        return switch (caller) {
            case Caller.AccountCaller holder -> {
                Optional<Role> granted = holder.siteAdmin()
                        ? Optional.of(Role.ADMIN)
                        : tx.accounts().role(repo, holder.account());
                yield granted.map(role -> capped(holder, role));
            }
            // Its key reads its own repository and those beside it; what it may push is the policy's affair, not a
            // role.
            case Caller.EnvironmentCaller inside ->
                inside.repo().equals(repo) || tx.environmentRepos().mayRead(inside.environment(), repo)
                        ? Optional.of(Role.READ)
                        : Optional.empty();
        };
    }

    public static boolean may(Tx tx, Caller caller, RepoId repo, Role needed) {
        return role(tx, caller, repo).filter(role -> role.includes(needed)).isPresent();
    }

    /** The repositories that exist for a caller, by name. */
    public static List<Repo> readable(Tx tx, Caller caller) {
        return switch (caller) {
            case Caller.AccountCaller holder ->
                holder.siteAdmin() ? tx.repos().list() : tx.repos().readableBy(holder.account());
            case Caller.EnvironmentCaller inside -> tx.repos().readableIn(inside.environment());
        };
    }

    /** A repository by its name, where it exists for the caller. */
    public static Optional<Repo> readable(Tx tx, Caller caller, RepoName name) {
        return tx.repos().byName(name).filter(repo -> may(tx, caller, repo.id(), Role.READ));
    }

    /** What a caller may do in each repository that exists for them. */
    public static Map<RepoId, Role> roles(Tx tx, Caller caller) {
        Map<RepoId, Role> granted =
                switch (caller) {
                    case Caller.AccountCaller holder ->
                        holder.siteAdmin() ? Map.of() : tx.accounts().roles(holder.account());
                    case Caller.EnvironmentCaller _ -> Map.of();
                };
        return readable(tx, caller).stream().collect(Collectors.toMap(Repo::id, repo -> switch (caller) {
            case Caller.AccountCaller holder ->
                capped(holder, holder.siteAdmin() ? Role.ADMIN : granted.getOrDefault(repo.id(), Role.READ));
            case Caller.EnvironmentCaller _ -> Role.READ;
        }));
    }

    private static Role capped(Caller.AccountCaller holder, Role granted) {
        return granted.includes(holder.ceiling()) ? holder.ceiling() : granted;
    }

    /** Who a caller is to a run's gate; empty: for them there is no such run. */
    public static Optional<Voter> voter(Tx tx, Caller.AccountCaller caller, GateRunId run) {
        return tx.gateRuns()
                .get(run)
                .flatMap(found -> tx.candidates().get(found.candidate()))
                .map(Candidate::repo)
                .flatMap(repo -> role(tx, caller, repo))
                .map(role -> new Voter(caller.account(), caller.name(), role));
    }
}
