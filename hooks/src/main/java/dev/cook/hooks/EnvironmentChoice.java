package dev.cook.hooks;

import dev.cook.config.ConfigException;
import dev.cook.config.EnvironmentConfig;
import dev.cook.config.RepoConfig;
import dev.cook.config.RepoEnvironment;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.AccountId;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.Branch;
import dev.cook.domain.Definition;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.Repo;
import dev.cook.domain.Text;
import dev.cook.git.Trees;
import dev.cook.store.EnvironmentRepos;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a push's agent is to work: what a name means in the target's cook.toml, else among what the repository keeps, else in
 * the server's file.
 *
 * @param made the server's environment that says how it is made
 * @param keep whether it is one that is kept
 */
record EnvironmentChoice(
        String name,
        EnvironmentConfig made,
        Optional<Definition> definition,
        Optional<PersistentEnvironment> persistent,
        boolean keep,
        List<BesideRepo> repos) {
    /** Characters of an unknown name that are said back. */
    private static final int SHOWN = 40;

    /** One, or why there is none. */
    sealed interface Choice {
        record Good(EnvironmentChoice place) implements Choice {}

        record Bad(String why) implements Choice {}
    }

    /** What a repository's target says of environments, at which commit. */
    private record Own(Optional<Oid> commit, RepoConfig config) {}

    static Choice choose(Tx tx, Repo repo, Trees trees, ServerEnvironments server, String name, AccountId account) {
        Own own;
        try {
            own = own(tx, repo, trees, server);
        } catch (ConfigException e) {
            return new Choice.Bad(
                    RepoConfig.FILE + " of " + repo.defaultBranch() + " cannot be read: " + e.getMessage());
        }
        Optional<RepoEnvironment> defined = own.config().environment(name);
        Optional<PersistentEnvironment> persistent = tx.persistentEnvironments().byName(repo.id(), name);
        String made = defined.map(RepoEnvironment::from)
                .or(() -> persistent.map(PersistentEnvironment::madeFrom))
                .orElse(name);
        if (persistent.isPresent() && !persistent.get().madeFrom().equals(made)) {
            return new Choice.Bad("the persistent environment " + name + " was created from "
                    + persistent.get().madeFrom() + ", but " + RepoConfig.FILE + " defines it from " + made
                    + "; destroy it with `env destroy`, or choose another environment");
        }
        Optional<EnvironmentConfig> config =
                defined.map(RepoEnvironment::config).or(() -> server.of(made));
        if (config.isEmpty()) {
            return new Choice.Bad("no environment '" + Text.shortened(Text.printable(made), SHOWN)
                    + "' is configured; choose one of: " + String.join(", ", names(tx, repo, own, server)));
        }
        EnvironmentRepos.Found repos = tx.environmentRepos()
                .find(
                        config.get().repos().stream()
                                .map(beside -> new EnvironmentRepos.Wanted(beside.repo(), beside.path(), beside.ref()))
                                .toList(),
                        account);
        if (repos.problem().isPresent()) {
            return new Choice.Bad("cannot use the environment " + name + ": "
                    + repos.problem().get());
        }
        return new Choice.Good(new EnvironmentChoice(
                name,
                config.get(),
                defined.flatMap(_ -> own.commit()).map(commit -> new Definition(name, commit)),
                persistent,
                persistent.isPresent() || config.get().persistent(),
                repos.repos()));
    }

    private static Own own(Tx tx, Repo repo, Trees trees, ServerEnvironments server) {
        Optional<Oid> tip = tx.refs().get(repo.id(), repo.defaultBranch().ref()).flatMap(NamedRef::id);
        RepoConfig config = tip.map(at -> RepoConfig.read(
                        trees.knownEntry(repo.id(), at, RepoConfig.FILE, RepoConfig.LARGEST + 1L), server))
                .orElse(RepoConfig.NONE);
        return new Own(tip, config);
    }

    /** The names that a push to a repository may give; while its cook.toml cannot be read, those that need none of it. */
    static Set<String> names(Tx tx, Repo repo, Trees trees, ServerEnvironments server) {
        Own own;
        try {
            own = own(tx, repo, trees, server);
        } catch (ConfigException e) {
            own = new Own(Optional.empty(), RepoConfig.NONE);
        }
        return names(tx, repo, own, server);
    }

    private static Set<String> names(Tx tx, Repo repo, Own own, ServerEnvironments server) {
        Set<String> names = new TreeSet<>(server.names());
        names.addAll(own.config().environments().keySet());
        tx.persistentEnvironments().of(repo.id()).forEach(kept -> names.add(kept.name()));
        return names;
    }

    /** Asks for an environment there; the first push to one that is persistent creates it. */
    EnvironmentId want(Tx tx, Branch branch, AccountId account, String by) {
        EnvironmentId wanted = keep
                ? tx.environments().wantForSession(branch, persistent(tx, branch, by))
                : tx.environments().wantForSession(branch, made.name());
        definition.ifPresent(found -> tx.environments().define(wanted, found));
        tx.environmentRepos().add(wanted, repos, account);
        return wanted;
    }

    private PersistentEnvironment persistent(Tx tx, Branch branch, String by) {
        return persistent
                .or(() -> tx.persistentEnvironments().create(branch.repo(), name, made.name(), made.idleTimeout(), by))
                .or(() -> tx.persistentEnvironments().byName(branch.repo(), name))
                .orElseThrow(() -> new IllegalStateException("the environment " + name + " is not persistent"));
    }
}
