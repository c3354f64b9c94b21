package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EventType;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.store.Tx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What moved heads mean for the lives of branches. */
final class Lives {
    private final Tx tx;
    private final Repo repo;
    private final Caller caller;
    private final PushOptions options;
    private final PushSettings settings;
    private final Optional<Workplace> workplace;
    private final List<Needs.Need> needs;
    private final Map<String, BranchId> branches;
    private final Set<BranchName> targets;
    private Optional<PushTransaction.Followed> followed = Optional.empty();

    /**
     * @param branches the branches that are alive, by the refs of the push; those that begin are added
     */
    Lives(
            Tx tx,
            Repo repo,
            Caller caller,
            PushOptions options,
            PushSettings settings,
            Optional<Workplace> workplace,
            List<Needs.Need> needs,
            Map<String, BranchId> branches) {
        this.tx = tx;
        this.repo = repo;
        this.caller = caller;
        this.options = options;
        this.settings = settings;
        this.workplace = workplace;
        this.needs = List.copyOf(needs);
        this.branches = branches;
        this.targets = new HashSet<>(tx.repos().targets(repo.id()));
        targets.add(repo.defaultBranch());
    }

    /** The branch that the push is about. */
    Optional<PushTransaction.Followed> followed() {
        return followed;
    }

    /** Lets a moved head begin, go on or end the life of a branch. */
    void follow(PushTransaction.Wanted wanted, BranchName name) {
        if (targets.contains(name)) {
            return;
        }
        // Read anew under its lock: others change branches without the repository's.
        Optional<Branch> alive = Optional.ofNullable(branches.get(wanted.ref()))
                .map(tx.branches()::lock)
                .filter(branch -> !branch.state().ended());
        if (wanted.kind() == PushPolicy.Kind.DELETE) {
            alive.ifPresent(branch -> {
                tx.branches().markAbandoned(branch.id());
                event(EventType.BRANCH_ABANDONED, branch.id(), Map.of("by", caller.name(), "why", "deleted"));
            });
            return;
        }
        if (caller instanceof Caller.Inhabitant) {
            alive.filter(branch -> branch.landing() == Landing.ASK).ifPresent(this::askAgain);
            return;
        }
        Oid tip = wanted.to().orElseThrow(() -> new IllegalStateException(wanted + " has no tip"));
        Branch branch = alive.map(this::goOn).orElseGet(() -> begin(name, tip));
        followed = Optional.of(PushTransaction.Followed.of(branch));
        branches.put(wanted.ref(), branch.id());
        needs.forEach(need -> tx.branches().need(branch.id(), need.repo(), need.branch(), need.bindsBoth()));
        options.task().ifPresent(task -> startSession(branch, task));
        if (options.task().isEmpty()) {
            finish(branch);
        }
    }

    private Branch begin(BranchName name, Oid tip) {
        Landing landing = options.landing().orElse(Landing.ASK);
        Branch branch = tx.branches()
                .start(
                        repo.id(),
                        name,
                        options.target().orElse(repo.defaultBranch()),
                        landing,
                        options.task(),
                        tip,
                        caller.name());
        event(
                EventType.BRANCH_STARTED,
                branch.id(),
                Map.of(
                        "name", name.value(),
                        "by", caller.name(),
                        "commit", tip.hex(),
                        "target", branch.target().value(),
                        "landing", landing.word()));
        return branch;
    }

    private Branch goOn(Branch branch) {
        if (branch.waitsFor().isPresent()) {
            tx.branches().stopWaiting(branch.id());
            event(EventType.BRANCH_RESUMED, branch.id(), Map.of("by", caller.name()));
        }
        options.landing().ifPresent(landing -> tx.branches().setLanding(branch.id(), landing));
        options.target().ifPresent(target -> tx.branches().setTarget(branch.id(), target));
        if (!Access.may(tx, caller, repo.id(), Role.LAND)) {
            // Somebody else let the branch land as it was; whoever may not land cannot add to that.
            tx.branches().setLanding(branch.id(), Landing.ASK);
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
            event(EventType.BRANCH_DONE, branch.id(), Map.of("by", teller()));
        }
    }

    private void startSession(Branch branch, Branch.Task task) {
        if (tx.sessions().alive(branch.id()).isPresent()) {
            return;
        }
        if (!(caller instanceof Caller.Holder holder)) {
            throw new IllegalStateException(caller + " asks for an agent");
        }
        EnvironmentId environment = workplace
                .orElseThrow(() -> new IllegalStateException("nobody chose where the agent works"))
                .want(tx, branch, holder.account(), caller.name());
        Session session = tx.sessions().want(branch.id(), environment, task.agent(), options.allowance());
        int timeout = settings.agents().getOrDefault(task.agent(), settings.defaultTimeoutSeconds());
        tx.jobs().queueTurn(session.id(), environment, task.prompt(), timeout);
        event(
                EventType.SESSION_WANTED,
                branch.id(),
                Map.of("session", session.id().toString(), "agent", task.agent()));
        tx.kept()
                .waits(environment)
                .ifPresent(why -> event(
                        EventType.SESSION_WAITED,
                        branch.id(),
                        Map.of("session", session.id().toString(), "why", why)));
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
                event(EventType.BRANCH_QUEUED, branch.id(), Map.of("by", caller.name()));
            }
            case ASK -> {
                tx.branches().markDone(branch.id());
                event(EventType.BRANCH_DONE, branch.id(), Map.of("by", caller.name()));
            }
        }
    }

    /** Who pushed, as people know them: an environment by the agent that works in it. */
    String teller() {
        return switch (caller) {
            case Caller.Holder holder -> holder.name();
            case Caller.Inhabitant inhabitant ->
                tx.sessions()
                        .byEnvironment(inhabitant.environment())
                        .map(session -> session.agent() + " (session " + session.id() + ")")
                        .orElseGet(inhabitant::name);
        };
    }

    private void event(EventType type, BranchId branch, Map<String, String> data) {
        tx.events().append(type, repo.id(), branch, data);
    }
}
