package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.event.RefMove;
import dev.cook.domain.event.RepoFact;
import dev.cook.git.Trees;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A push as one database transaction: refs, their log, branches, the session that it asks for, and events. All is decided
 * on rows read under the repository's lock; the same is asked before without it, so that objects of a push that will be
 * refused are not kept.
 */
final class PushTransaction {
    /** How many moved refs an event names; the ref log has them all. */
    private static final int REFS_IN_EVENT = 20;

    private final Tx tx;
    private final Caller caller;
    private final PushOptions options;
    private final PushSettings settings;
    private final Map<String, String> rejected = new LinkedHashMap<>();
    /** The branches that are alive, or begin here, by the refs of the push. */
    private final Map<String, BranchId> branches = new HashMap<>();

    private final Trees trees;
    private Repo repo;
    /** The default branch that this push would give to an empty repository, where nothing is written. */
    private Optional<BranchName> target = Optional.empty();

    private Optional<Followed> followed = Optional.empty();
    private Optional<EnvironmentChoice> workplace = Optional.empty();
    private BranchDependencies needs = BranchDependencies.NONE;
    private PushPolicy.Pusher pusher = new PushPolicy.Pusher.Visitor();
    private List<BranchName> targets = List.of();

    private PushTransaction(
            Tx tx, RepoId repo, Caller caller, PushOptions options, PushSettings settings, Trees trees) {
        this.trees = trees;
        this.tx = tx;
        this.repo = read(tx, repo);
        this.caller = caller;
        this.options = options;
        this.settings = settings;
    }

    /**
     * Moves the refs, and begins what follows from it.
     *
     * @param trees where the target's cook.toml is read
     * @param submodules the repositories that pushed heads have as submodules, by ref
     */
    static Result run(
            Tx tx,
            RepoId repo,
            Caller caller,
            PushOptions options,
            PushSettings settings,
            Trees trees,
            List<Wanted> push,
            Map<String, List<RepoName>> submodules,
            boolean atomic) {
        tx.refs().lock(repo);
        return new PushTransaction(tx, repo, caller, options, settings, trees).run(push, submodules, atomic);
    }

    /**
     * What would be refused of a push as rows stand now, by ref, with the reason. Changes nothing and locks nothing, so
     * what it lets through is decided again by {@link #run}.
     */
    static Map<String, String> refusals(
            Tx tx,
            RepoId repo,
            Caller caller,
            PushOptions options,
            PushSettings settings,
            Trees trees,
            List<Wanted> push) {
        PushTransaction looking = new PushTransaction(tx, repo, caller, options, settings, trees);
        looking.targetOfEmptyRepo(push).ifPresent(target -> looking.target = Optional.of(target));
        List<Wanted> accepted = looking.judge(push);
        if (!accepted.isEmpty()) {
            tx.refs()
                    .refusals(repo, changes(accepted))
                    .forEach(refusal -> looking.rejected.put(refusal.ref(), refusal.reason()));
        }
        return looking.rejected;
    }

    private static Repo read(Tx tx, RepoId repo) {
        return tx.repos().get(repo).orElseThrow(() -> new IllegalStateException("repository " + repo + " is gone"));
    }

    /**
     * One ref as the client wants it moved.
     *
     * @param attach the pushed commit is part of the branch already, so nothing moves
     */
    record Wanted(
            String ref,
            Optional<Oid> from,
            Optional<Oid> to,
            Optional<Oid> peeled,
            PushPolicy.Kind kind,
            boolean attach) {
        /** Whether it is one of Cook's own, which nobody is told of: a save, or the answer of a gate. */
        boolean isHidden() {
            return ref.startsWith("refs/cook/");
        }
    }

    /** The branch that a push is about. */
    record Followed(BranchId id, BranchName name) {
        static Followed of(Branch branch) {
            return new Followed(branch.id(), branch.name());
        }
    }

    /**
     * What became of the push.
     *
     * @param rejected refs that did not move, with the reason
     * @param followed the branch that the push is about
     * @param lastEvent the newest event before those that the push itself made; 0 where nobody asks for them
     * @param attachedOnly whether nothing moved: the client only wants to be told again
     * @param becameDefault the branch that an empty repository has as its default from now on, where that was guessed
     */
    record Result(
            Map<String, String> rejected,
            Optional<Followed> followed,
            long lastEvent,
            boolean attachedOnly,
            Optional<BranchName> becameDefault) {}

    private Result run(List<Wanted> push, Map<String, List<RepoName>> submodules, boolean atomic) {
        long lastEvent = options.concernsBranch() ? tx.events().newest() : 0;
        if (tx.deletedRepos().has(repo.id())) {
            push.forEach(
                    wanted -> rejected.put(wanted.ref(), "the repository " + repo.name() + " was deleted just now"));
            return new Result(rejected, Optional.empty(), lastEvent, false, Optional.empty());
        }
        Optional<BranchName> target = targetOfEmptyRepo(push);
        target.ifPresent(name -> {
            tx.repos().setDefaultBranch(repo.id(), name, caller.name());
            repo = read(tx, repo.id());
        });
        List<Wanted> accepted = judge(push);
        if (atomic && !rejected.isEmpty()) {
            accepted = List.of();
        }
        List<Wanted> moved = move(accepted, atomic);
        BranchLifecycle lives = new BranchLifecycle(
                tx, repo, caller, options, settings, workplace, needs.found(), branches, targets, mayLand());
        lives.follow(moved);
        grant(submodules);
        followed = followed.or(lives::followed);
        List<Wanted> told = moved.stream().filter(wanted -> !wanted.isHidden()).toList();
        if (!told.isEmpty()) {
            tell(told, lives.teller());
        }
        return new Result(rejected, followed, lastEvent, moved.isEmpty(), target.filter(_ -> !moved.isEmpty()));
    }

    /** What the first push to a repository makes its default branch, unless that is the one it has anyway. */
    private Optional<BranchName> targetOfEmptyRepo(List<Wanted> push) {
        List<BranchName> heads = push.stream()
                .filter(wanted -> wanted.kind() == PushPolicy.Kind.CREATE)
                .flatMap(wanted -> BranchName.ofRef(wanted.ref()).stream())
                .toList();
        if (heads.isEmpty()
                || heads.contains(repo.defaultBranch())
                || options.concernsBranch()
                || tx.refs().hasBranches(repo.id())) {
            return Optional.empty();
        }
        return Optional.of(BranchName.mostUsual(heads).orElse(heads.getFirst()));
    }

    /** What somebody pushes says what its agent and its gates may read, as far as they may read it themselves. */
    private void grant(Map<String, List<RepoName>> submodules) {
        if (!(caller instanceof Caller.AccountCaller account)) {
            return;
        }
        submodules.forEach(
                (ref, names) -> Optional.ofNullable(branches.get(ref)).ifPresent(branch -> names.stream()
                        .flatMap(name -> tx.repos().byName(name).stream())
                        .filter(found -> !found.id().equals(repo.id()) && Access.may(tx, caller, found.id(), Role.READ))
                        .forEach(found -> tx.environmentRepos().addSubmodule(branch, found.id(), account.account()))));
    }

    private List<Wanted> judge(List<Wanted> push) {
        needs = BranchDependencies.find(tx, caller, options.needs());
        pusher = Pushers.of(tx, caller, repo.id());
        targets = targets();
        PushPolicy.Situation situation = new PushPolicy.Situation(
                repo.name(),
                pusher,
                targets,
                options,
                (int) push.stream()
                        .filter(wanted -> PushPolicy.fitsOptions(wanted.ref(), wanted.kind(), targets))
                        .count(),
                settings.agents().keySet(),
                chooseWorkplace(),
                needs.problem());
        PushedRefs read = PushedRefs.read(tx, repo.id(), push);
        PushedRefs.Twins created = new PushedRefs.Twins();
        Map<String, Boolean> starters = new HashMap<>();
        List<Wanted> accepted = new ArrayList<>();
        for (Wanted wanted : push) {
            Optional<Branch> branch = read.alive(wanted.ref());
            branch.ifPresent(alive -> branches.put(wanted.ref(), alive.id()));
            Optional<String> twin = wanted.kind() == PushPolicy.Kind.CREATE
                    ? read.twin(wanted.ref()).or(() -> created.of(wanted.ref()))
                    : Optional.empty();
            if (wanted.attach()) {
                attach(wanted, branch).ifPresent(reason -> rejected.put(wanted.ref(), reason));
                continue;
            }
            Optional<String> starter = branch.filter(alive -> caller instanceof Caller.EnvironmentCaller
                            && !starters.computeIfAbsent(
                                    alive.startedBy(), name -> tx.accounts().may(repo.id(), name, Role.WRITE)))
                    .map(alive -> alive.startedBy() + ", who started " + alive.name()
                            + ", no longer has the write role; run `cook ask` to tell a person");
            if (starter.isPresent()) {
                rejected.put(wanted.ref(), starter.get());
                continue;
            }
            switch (PushPolicy.judge(
                    situation,
                    new PushPolicy.Move(wanted.ref(), wanted.kind(), branch, read.isWorked(wanted.ref()), twin))) {
                case PushPolicy.Verdict.Accept accept -> {
                    accepted.add(wanted);
                    if (wanted.kind() == PushPolicy.Kind.CREATE) {
                        created.add(wanted.ref());
                    }
                }
                case PushPolicy.Verdict.Reject reject -> rejected.put(wanted.ref(), reject.reason());
            }
        }
        return accepted;
    }

    /** Decides where the agent works that the push asks for; answers what is wrong with that. */
    private Optional<String> chooseWorkplace() {
        if (options.task().isEmpty() || !(caller instanceof Caller.AccountCaller holder)) {
            return Optional.empty();
        }
        String name = BranchLifecycle.environment(options.task().get(), repo, settings);
        return switch (EnvironmentChoice.choose(tx, repo, trees, settings.environments(), name, holder.account())) {
            case EnvironmentChoice.Choice.Good(EnvironmentChoice place) -> {
                workplace = Optional.of(place);
                yield Optional.empty();
            }
            case EnvironmentChoice.Choice.Bad(String why) -> Optional.of(why);
        };
    }

    /** Nothing moves: the push only asks to be told, again, what becomes of a branch. Answers a reason to refuse. */
    private Optional<String> attach(Wanted wanted, Optional<Branch> alive) {
        if (!may(Role.WRITE)) {
            return Optional.of("you can read this repository but not push; ask an admin for the write role");
        }
        Optional<Branch> branch = alive.or(() ->
                BranchName.ofRef(wanted.ref()).flatMap(name -> tx.branches().latest(repo.id(), name)));
        if (branch.isEmpty()) {
            return Optional.of("the branch no longer exists; push again");
        }
        if (options.task().isPresent() && !options.task().equals(branch.get().task())) {
            return Optional.of(
                    "the branch already has another task; wait for its agent, or run `branch abandon` first");
        }
        followed = branch.map(Followed::of);
        return Optional.empty();
    }

    /** Where branches land, the default first. */
    private List<BranchName> targets() {
        List<BranchName> targets = new ArrayList<>(List.of(target.orElse(repo.defaultBranch())));
        targets.addAll(tx.repos().targets(repo.id()));
        return targets;
    }

    private boolean mayLand() {
        return may(Role.LAND);
    }

    private boolean may(Role needed) {
        return pusher instanceof PushPolicy.Pusher.Member(Role role) && role.includes(needed);
    }

    /** Moves what was accepted, with a fossil for each tip that would be lost; answers what moved. */
    private List<Wanted> move(List<Wanted> accepted, boolean atomic) {
        List<Wanted> moving = new ArrayList<>(accepted);
        while (!moving.isEmpty()) {
            switch (tx.refs().move(repo.id(), changes(moving), caller.name())) {
                case RefsOutcome.Moved done -> {
                    new LostTips(tx, repo.id(), caller, branches).keep(moving);
                    return moving;
                }
                case RefsOutcome.Refused refused -> {
                    refused.refusals().forEach(refusal -> rejected.put(refusal.ref(), refusal.reason()));
                    moving.removeIf(wanted -> rejected.containsKey(wanted.ref()));
                    if (atomic) {
                        moving.clear();
                    }
                }
            }
        }
        return moving;
    }

    private static List<RefChange> changes(List<Wanted> moving) {
        return moving.stream()
                .map(wanted -> new RefChange(
                        wanted.ref(), wanted.from(), wanted.to(), wanted.peeled(), Optional.empty(), "push"))
                .toList();
    }

    private void tell(List<Wanted> moved, String by) {
        List<RefMove> first = moved.stream()
                .limit(REFS_IN_EVENT)
                .map(wanted -> new RefMove(wanted.from(), wanted.to(), wanted.ref()))
                .toList();
        Optional<BranchId> only = moved.size() == 1
                ? Optional.ofNullable(branches.get(moved.getFirst().ref()))
                : Optional.empty();
        tx.events().appendFirst(repo.id(), only, new RepoFact.RefsPushed(by, first, moved.size() - first.size()));
    }
}
