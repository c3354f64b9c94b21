package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Starts a branch at the tip of another one, for people who have nothing to push. It is a push all the same: its options are
 * parsed, judged and carried out by what parses, judges and carries out those of git.
 */
public final class BranchStarter {
    /** Branches that are offered to start from, beside the targets: more than anybody reads. */
    private static final int BASES = 50;

    private final Store store;
    private final PushSettings settings;
    private final Trees trees;
    private final Supplier<Submodules> submodules;

    BranchStarter(Store store, PushSettings settings, Trees trees, Supplier<Submodules> submodules) {
        this.store = store;
        this.settings = settings;
        this.trees = trees;
        this.submodules = submodules;
    }

    /**
     * What somebody may choose from.
     *
     * @param mayLand whether they may let the branch land by itself
     * @param agents those that the server's file names
     * @param environment where the agent works if nothing is said
     * @param bases branches to start from, the default branch first; others may be named too
     * @param targets where it may land, the default branch first
     * @param promptBytes the longest prompt
     */
    public record Offer(
            Repo repo,
            boolean mayLand,
            List<String> agents,
            List<String> environments,
            String environment,
            List<BranchName> bases,
            List<BranchName> targets,
            int promptBytes) {}

    /**
     * What somebody wants.
     *
     * @param options as {@code git push -o} takes them, with an agent among them
     * @param key numbers the form: sent again by the same person, it starts nothing
     */
    public record Wish(BranchName name, BranchName base, List<String> options, String key) {
        public Wish {
            options = List.copyOf(options);
        }
    }

    /** What came of it. */
    public sealed interface Started {
        /** @param before whether an earlier try of the same form did it */
        record Done(BranchId branch, BranchName name, boolean before) implements Started {}

        /**
         * Nothing happened.
         *
         * @param about what is wrong: {@code name}, {@code base}, or the name of a push option; empty: something else
         */
        record Refused(Optional<String> about, String why) implements Started {}
    }

    /** Empty: the caller may not push there. */
    public Optional<Offer> offer(Caller.AccountCaller caller, RepoName name) {
        return store.read(tx -> tx.repos()
                .byName(name)
                .filter(repo -> Access.may(tx, caller, repo.id(), Role.WRITE))
                .map(repo -> offer(tx, caller, repo)));
    }

    private Offer offer(Tx tx, Caller.AccountCaller caller, Repo repo) {
        List<BranchName> targets = new ArrayList<>(List.of(repo.defaultBranch()));
        targets.addAll(tx.repos().targets(repo.id()));
        Set<BranchName> bases = new LinkedHashSet<>(targets);
        tx.branches().alive(repo.id(), BASES).forEach(branch -> bases.add(branch.name()));
        return new Offer(
                repo,
                Access.may(tx, caller, repo.id(), Role.LAND),
                settings.agents().keySet().stream().sorted().toList(),
                List.copyOf(EnvironmentChoice.names(tx, repo, trees, settings.environments())),
                repo.environment().orElse(settings.environments().fallback()),
                List.copyOf(bases),
                targets,
                settings.promptBytes());
    }

    /** Starts the branch and its agent, for a caller who may push to the repository. */
    public Started start(Caller.AccountCaller caller, Repo repo, Wish wish) {
        PushOptions options;
        switch (PushOptions.parse(wish.options(), settings.promptBytes())) {
            case PushOptions.Parsed.Bad bad -> {
                return new Started.Refused(bad.option(), bad.problem());
            }
            case PushOptions.Parsed.Good good -> options = good.options();
        }
        if (options.task().isEmpty()) {
            return new Started.Refused(Optional.of("agent"), "choose an agent");
        }
        Optional<Oid> tip =
                store.read(tx -> tx.refs().get(repo.id(), wish.base().ref()).flatMap(NamedRef::id));
        if (tip.isEmpty()) {
            return new Started.Refused(
                    Optional.of("base"),
                    repo.name() + " has no branch " + wish.base() + "; push it, or choose another");
        }
        PushTransaction.Wanted created = new PushTransaction.Wanted(
                wish.name().ref(), Optional.empty(), tip, Optional.empty(), PushPolicy.Kind.CREATE, false);
        Map<String, List<RepoName>> modules = submodules.get().of(caller, repo.id(), repo.name(), List.of(created));
        return store.write(tx -> start(tx, caller, repo, wish, options, created, modules));
    }

    private Started start(
            Tx tx,
            Caller.AccountCaller caller,
            Repo repo,
            Wish wish,
            PushOptions options,
            PushTransaction.Wanted created,
            Map<String, List<RepoName>> modules) {
        // Whoever sends the form a second time waits here until the first try is over.
        tx.refs().lock(repo.id());
        Optional<Branch> before = tx.branches().startedWith(caller.name(), wish.key());
        if (before.isPresent()) {
            return new Started.Done(before.get().id(), before.get().name(), true);
        }
        if (tx.refs().get(repo.id(), created.ref()).isPresent()) {
            return new Started.Refused(Optional.of("name"), wish.name() + " already exists; choose another name");
        }
        PushTransaction.Result result =
                PushTransaction.run(tx, repo.id(), caller, options, settings, trees, List.of(created), modules, true);
        Optional<String> refused = Optional.ofNullable(result.rejected().get(created.ref()));
        if (refused.isPresent()) {
            return new Started.Refused(Optional.empty(), refused.get());
        }
        PushTransaction.Followed branch =
                result.followed().orElseThrow(() -> new IllegalStateException(created + " began no branch"));
        tx.branches().rememberStart(branch.id(), wish.key());
        return new Started.Done(branch.id(), branch.name(), false);
    }
}
