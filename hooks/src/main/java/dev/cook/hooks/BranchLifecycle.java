package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Branches;
import dev.cook.store.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What moved heads mean for the lives of branches. */
final class BranchLifecycle {
    private final Tx tx;
    private final Repo repo;
    private final Caller caller;
    private final PushOptions options;
    private final PushSettings settings;
    private final Optional<EnvironmentChoice> workplace;
    private final List<BranchDependencies.Need> needs;
    private final Map<String, BranchId> branches;
    private final Set<BranchName> targets;
    private final boolean mayLand;
    private Optional<PushTransaction.Followed> followed = Optional.empty();

    /**
     * @param branches the branches that are alive, by the refs of the push; those that begin are added
     * @param targets where branches land, which have no lives
     * @param mayLand whether the caller may let branches land
     */
    BranchLifecycle(
            Tx tx,
            Repo repo,
            Caller caller,
            PushOptions options,
            PushSettings settings,
            Optional<EnvironmentChoice> workplace,
            List<BranchDependencies.Need> needs,
            Map<String, BranchId> branches,
            Collection<BranchName> targets,
            boolean mayLand) {
        this.tx = tx;
        this.repo = repo;
        this.caller = caller;
        this.options = options;
        this.settings = settings;
        this.workplace = workplace;
        this.needs = List.copyOf(needs);
        this.branches = branches;
        this.targets = Set.copyOf(targets);
        this.mayLand = mayLand;
    }

    /** The branch that the push is about. */
    Optional<PushTransaction.Followed> followed() {
        return followed;
    }

    /** A head that moved. */
    private record Moved(PushTransaction.Wanted wanted, BranchName name) {
        boolean isDeleted() {
            return wanted.kind() == PushPolicy.Kind.DELETE;
        }

        Oid tip() {
            return wanted.to().orElseThrow(() -> new IllegalStateException(wanted + " has no tip"));
        }
    }

    /** Lets heads that moved begin, go on or end the lives of branches. */
    void follow(List<PushTransaction.Wanted> moved) {
        List<Moved> heads = moved.stream()
                .flatMap(wanted -> BranchName.ofRef(wanted.ref()).stream().map(name -> new Moved(wanted, name)))
                .filter(head -> !targets.contains(head.name()))
                .toList();
        // Read anew under their locks: others change branches without the repository's.
        Map<BranchName, Branch> alive = alive(heads);
        Map<BranchName, Branch> begun = caller instanceof Caller.EnvironmentCaller ? Map.of() : begin(heads, alive);
        abandon(heads, alive);
        for (Moved head : heads) {
            Optional<Branch> before = Optional.ofNullable(alive.get(head.name()));
            if (head.isDeleted()) {
                before.ifPresent(branch -> event(branch.id(), new BranchFact.Abandoned(caller.name(), "deleted")));
            } else if (caller instanceof Caller.EnvironmentCaller) {
                before.filter(branch -> branch.landing() == Landing.ASK).ifPresent(this::askAgain);
            } else {
                goOn(head, before.map(this::goOn).orElseGet(() -> tellBegun(begun, head)));
            }
        }
    }

    private Map<BranchName, Branch> alive(List<Moved> heads) {
        List<BranchId> known = heads.stream()
                .flatMap(head -> Optional.ofNullable(branches.get(head.wanted().ref())).stream())
                .toList();
        return known.isEmpty()
                ? Map.of()
                : tx.branches().lockAll(known).stream()
                        .filter(branch -> !branch.state().ended())
                        .collect(Collectors.toMap(Branch::name, branch -> branch));
    }

    private void abandon(List<Moved> heads, Map<BranchName, Branch> alive) {
        List<BranchId> deleted = heads.stream()
                .filter(Moved::isDeleted)
                .flatMap(head -> Optional.ofNullable(alive.get(head.name())).stream())
                .map(Branch::id)
                .toList();
        if (!deleted.isEmpty()) {
            tx.branches().markAllAbandoned(deleted);
        }
    }

    private Map<BranchName, Branch> begin(List<Moved> heads, Map<BranchName, Branch> alive) {
        List<Branches.Begun> begun = heads.stream()
                .filter(head -> !head.isDeleted() && !alive.containsKey(head.name()))
                .map(head -> new Branches.Begun(head.name(), head.tip()))
                .toList();
        return begun.isEmpty()
                ? Map.of()
                : tx
                        .branches()
                        .startAll(
                                repo.id(),
                                begun,
                                options.target().orElse(repo.defaultBranch()),
                                options.landing().orElse(Landing.ASK),
                                options.task(),
                                caller.name())
                        .stream()
                        .collect(Collectors.toMap(Branch::name, branch -> branch));
    }

    private Branch tellBegun(Map<BranchName, Branch> begun, Moved head) {
        Branch branch = Optional.ofNullable(begun.get(head.name()))
                .orElseThrow(() -> new IllegalStateException(head + " neither lives nor begins"));
        event(
                branch.id(),
                new BranchFact.Started(branch.name(), caller.name(), head.tip(), branch.target(), branch.landing()));
        return branch;
    }

    private void goOn(Moved head, Branch branch) {
        followed = Optional.of(PushTransaction.Followed.of(branch));
        branches.put(head.wanted().ref(), branch.id());
        needs.forEach(need -> tx.branches().need(branch.id(), need.repo(), need.branch(), need.bindsBoth()));
        options.task().ifPresent(task -> startSession(branch, task));
        if (options.task().isEmpty()) {
            finish(branch);
        }
    }

    private Branch goOn(Branch branch) {
        if (branch.waitsFor().isPresent()) {
            tx.branches().stopWaiting(branch.id());
            event(branch.id(), new BranchFact.Resumed(caller.name(), Optional.empty()));
        }
        options.landing().ifPresent(landing -> tx.branches().setLanding(branch.id(), landing));
        options.target().ifPresent(target -> tx.branches().setTarget(branch.id(), target));
        if (!mayLand) {
            // Somebody else let the branch land as it was; whoever may not land cannot add to that.
            if (options.landing().orElse(branch.landing()) != Landing.ASK) {
                tx.branches().setLanding(branch.id(), Landing.ASK);
            }
            askAgain(branch);
        }
        options.task().ifPresent(task -> {
            tx.branches().assign(branch.id(), task);
            // Whoever tells the agent what to do has a hand in it, also where nothing new was pushed.
            tx.branches().addHand(branch.id(), caller.name());
        });
        return options.concernsBranch() ? tx.branches().lock(branch.id()) : branch;
    }

    /** Nobody has seen what was pushed just now: a branch that was let in waits for somebody to say so again. */
    private void askAgain(Branch branch) {
        if (branch.state() == BranchState.QUEUED) {
            tx.branches().markDone(branch.id());
            event(branch.id(), new BranchFact.Dequeued(teller(), branch.target()));
        }
    }

    private void startSession(Branch branch, Branch.Task task) {
        if (tx.sessions().alive(branch.id()).isPresent()) {
            return;
        }
        if (!(caller instanceof Caller.AccountCaller holder)) {
            throw new IllegalStateException(caller + " asks for an agent");
        }
        EnvironmentId environment = workplace
                .orElseThrow(() -> new IllegalStateException("nobody chose where the agent works"))
                .want(tx, branch, holder.account(), caller.name());
        Session session = tx.sessions().want(branch.id(), environment, task.agent(), options.allowance());
        int timeout = settings.agents().getOrDefault(task.agent(), settings.defaultTimeoutSeconds());
        tx.jobs().queueTurn(session.id(), environment, task.prompt(), timeout);
        event(branch.id(), new SessionFact.Requested(session.id(), task.agent(), Optional.of(caller.name())));
        tx.persistentEnvironments()
                .waits(environment)
                .ifPresent(why -> event(branch.id(), new SessionFact.Waited(session.id(), why)));
    }

    /** What the push says, else what the repository says, else the server's default. */
    static String environment(Branch.Task task, Repo repo, PushSettings settings) {
        return task.environment()
                .or(() -> repo.environment())
                .orElse(settings.environments().fallback());
    }

    /** Without an agent, asking for a landing means that the branch is done. */
    private void finish(Branch branch) {
        if (options.landing().isEmpty()) {
            return;
        }
        switch (branch.landing()) {
            case AUTO -> {
                tx.branches().markQueued(branch.id(), caller.name());
                event(branch.id(), new BranchFact.Queued(caller.name(), Optional.of(branch.target())));
            }
            case ASK -> {
                tx.branches().markDone(branch.id());
                event(branch.id(), new BranchFact.Done(caller.name(), Optional.empty()));
            }
        }
    }

    /** Who pushed, as people know them: an environment by the agent that works in it. */
    String teller() {
        return switch (caller) {
            case Caller.AccountCaller holder -> holder.name();
            case Caller.EnvironmentCaller inside ->
                tx.sessions()
                        .byEnvironment(inside.environment())
                        .map(session -> session.agent() + " (session " + session.id() + ")")
                        .orElseGet(inside::name);
        };
    }

    private void event(BranchId branch, BranchFact fact) {
        tx.events().append(repo.id(), branch, fact);
    }
}
