package dev.cook.gates;

import dev.cook.config.RepoConfig;
import dev.cook.config.RepoEnvironment;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Account;
import dev.cook.domain.AccountId;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import dev.cook.store.EnvironmentRepos;
import dev.cook.store.Tx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a server and a repository have at this moment that a configuration may name.
 *
 * @param roles who may write there or more, by account
 * @param starters who may start a branch, or started one that is alive
 * @param targets where branches land
 * @param agents of the server
 * @param environments of the server, and those that the repository keeps
 * @param beside why an environment of the file cannot have what is to lie beside it, by its name
 */
record ExistingNames(
        Map<String, Role> roles,
        Set<String> starters,
        Set<BranchName> targets,
        Set<String> agents,
        Set<String> environments,
        Map<String, String> beside) {
    /** Branches that are looked at for who started them. */
    private static final int MOST_BRANCHES = 1_000;

    ExistingNames {
        roles = Map.copyOf(roles);
        starters = Set.copyOf(starters);
        targets = Set.copyOf(targets);
        agents = Set.copyOf(agents);
        environments = Set.copyOf(environments);
        beside = Map.copyOf(beside);
    }

    /** @param reader who asks: of repositories that they may not read nothing is said; empty: of none */
    static ExistingNames read(
            Tx tx,
            RepoId repo,
            RepoConfig config,
            Set<String> agents,
            ServerEnvironments server,
            Optional<AccountId> reader) {
        Map<String, Role> roles = new HashMap<>(tx.accounts().roles(repo));
        tx.accounts().list().stream()
                .filter(Account::siteAdmin)
                .forEach(admin -> roles.put(admin.name().value(), Role.ADMIN));
        roles.values().removeIf(role -> !role.includes(Role.WRITE));
        Set<String> starters = new HashSet<>(roles.keySet());
        tx.branches().alive(repo, MOST_BRANCHES).stream().map(Branch::startedBy).forEach(starters::add);
        Set<BranchName> targets = new HashSet<>(tx.repos().targets(repo));
        tx.repos().get(repo).ifPresent(found -> targets.add(found.defaultBranch()));
        Set<String> environments = new TreeSet<>(server.names());
        tx.persistentEnvironments().of(repo).forEach(kept -> environments.add(kept.name()));
        Map<String, String> beside = new HashMap<>();
        reader.ifPresent(account -> config.environments().forEach((name, made) -> tx.environmentRepos()
                .find(wanted(made), account)
                .problem()
                .ifPresent(why -> beside.put(name, why))));
        return new ExistingNames(roles, starters, targets, agents, environments, beside);
    }

    private static List<EnvironmentRepos.Wanted> wanted(RepoEnvironment environment) {
        return environment.config().repos().stream()
                .map(one -> new EnvironmentRepos.Wanted(one.repo(), one.path(), one.ref()))
                .toList();
    }
}
