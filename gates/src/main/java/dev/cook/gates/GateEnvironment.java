package dev.cook.gates;

import dev.cook.config.ConfigException;
import dev.cook.config.EnvironmentConfig;
import dev.cook.config.RepoConfig;
import dev.cook.config.RepoEnvironment;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Account;
import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.Definition;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.git.Trees;
import dev.cook.store.EnvironmentRepos;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Where a candidate's gates run. Other repositories are beside theirs only if whoever started the branch may read them: its
 * commands run there.
 *
 * @param made the server's environment that says how it is made
 * @param revision what it is made of, where that alone decides what a command finds
 * @param missing why they cannot run there yet; empty: nothing is missing
 * @param problem why they cannot run there; empty: they can
 */
record GateEnvironment(
        String made,
        Optional<Definition> definition,
        List<BesideRepo> repos,
        Optional<AccountId> account,
        Optional<String> revision,
        Optional<String> missing,
        Optional<String> problem) {

    static GateEnvironment of(
            Tx tx, Trees trees, ServerEnvironments server, Candidate candidate, Branch branch, String name) {
        Optional<RepoEnvironment> defined;
        try {
            defined = RepoConfig.read(
                            trees.knownEntry(
                                    candidate.repo(), candidate.base(), RepoConfig.FILE, RepoConfig.LARGEST + 1L),
                            server)
                    .environment(name);
        } catch (ConfigException e) {
            return none(RepoConfig.FILE + " of " + candidate.target() + " cannot be read: " + e.getMessage());
        }
        // Where it is kept, what agents left in it must not judge: another one is made like it.
        String made = defined.map(RepoEnvironment::from)
                .or(() -> tx.persistentEnvironments()
                        .byName(candidate.repo(), name)
                        .map(PersistentEnvironment::madeFrom))
                .orElse(name);
        Optional<EnvironmentConfig> config =
                defined.map(RepoEnvironment::config).or(() -> server.of(made));
        if (config.isEmpty()) {
            return none("the environment " + name + " of its gates is no longer configured");
        }
        Optional<AccountId> account =
                tx.accounts().byName(new AccountName(branch.startedBy())).map(Account::id);
        Optional<Definition> definition = defined.map(_ -> new Definition(name, candidate.base()));
        Optional<String> revision = EnvironmentRevision.of(config.get());
        if (config.get().repos().isEmpty()) {
            return new GateEnvironment(
                    made, definition, List.of(), account, revision, Optional.empty(), Optional.empty());
        }
        if (account.isEmpty()) {
            return none(
                    "cannot tell who may read the other repositories of its gates' environment: " + branch.startedBy());
        }
        EnvironmentRepos.Found found = tx.environmentRepos()
                .find(
                        config.get().repos().stream()
                                .map(beside -> new EnvironmentRepos.Wanted(beside.repo(), beside.path(), beside.ref()))
                                .toList(),
                        account.get());
        return found.problem()
                .map(why -> none("the environment " + name + " of its gates cannot be used for " + branch.startedBy()
                        + ": " + why))
                .orElseGet(() -> {
                    SiblingRepos beside = SiblingRepos.of(tx, candidate, found.repos());
                    return new GateEnvironment(
                            made, definition, beside.repos(), account, revision, beside.missing(), Optional.empty());
                });
    }

    private static GateEnvironment none(String why) {
        return new GateEnvironment(
                "",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(why));
    }

    EnvironmentId want(Tx tx, Branch branch, Oid commit) {
        EnvironmentId wanted = tx.environments().wantForGate(branch, made, commit);
        definition.ifPresent(found -> tx.environments().define(wanted, found));
        account.ifPresent(by -> tx.environmentRepos().add(wanted, repos, by));
        return wanted;
    }
}
