package dev.cook.hooks;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.domain.Text;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides what a push may do. Pure: it sees what was read under the repository's lock and changes nothing. */
final class PushPolicy {
    private PushPolicy() {}

    /** How a ref is about to move. */
    enum Kind {
        CREATE,
        FAST_FORWARD,
        FORCE,
        /** The client did not see the branch, and what it pushed does not hold its tip. */
        DIVERGED,
        DELETE
    }

    /** Who pushes, as far as it matters here. */
    sealed interface Pusher {
        record Member(Role role) implements Pusher {}

        /**
         * A session's environment; it may move its own branch, and save what it has not pushed.
         *
         * @param ended how its branch ended, where a turn still runs after that: then it may only save
         */
        record Agent(BranchName own, SessionId session, Optional<String> ended) implements Pusher {
            String autosave() {
                return AutosaveRef.of(session);
            }
        }

        /**
         * A gate's environment; it may move nothing.
         *
         * @param answer but for this ref, where it leaves what it made of the commit
         */
        record Judge(Optional<String> answer) implements Pusher {
            static final Judge MUTE = new Judge(Optional.empty());

            boolean answersAt(String ref) {
                return answer.filter(ref::equals).isPresent();
            }
        }

        /** An environment that has this repository beside its own. */
        record Visitor() implements Pusher {}
    }

    /**
     * One ref of a push.
     *
     * @param branch the present life of the branch that it names
     * @param worked whether a session works on that branch now
     * @param twin another branch whose name differs only in case
     */
    record Move(String ref, Kind kind, Optional<Branch> branch, boolean worked, Optional<String> twin) {}

    /**
     * What is known about the whole push.
     *
     * @param repo the repository's name
     * @param targets where branches land, the default first
     * @param branches how many branches it moves that options can apply to
     * @param needsProblem what is wrong with the branches that it depends on
     * @param placeProblem why the agent that it asks for cannot work where it is to
     */
    record Situation(
            RepoName repo,
            Pusher pusher,
            List<BranchName> targets,
            PushOptions options,
            int branches,
            Set<String> agents,
            Optional<String> placeProblem,
            Optional<String> needsProblem) {}

    /** The answer for one ref. */
    sealed interface Verdict {
        record Accept() implements Verdict {}

        record Reject(String reason) implements Verdict {}
    }

    private static final Verdict ACCEPT = new Verdict.Accept();

    static Verdict judge(Situation push, Move move) {
        Optional<String> problem =
                nameProblem(push, move).or(() -> rightsProblem(push, move)).or(() -> optionsProblem(push, move));
        return problem.<Verdict>map(Verdict.Reject::new).orElse(ACCEPT);
    }

    private static Optional<String> nameProblem(Situation push, Move move) {
        String ref = move.ref();
        if (ref.startsWith("refs/heads/")) {
            if (move.kind() == Kind.DELETE) {
                return Optional.empty();
            }
            return BranchName.problemOf(ref.substring("refs/heads/".length()))
                    .or(() -> move.kind() == Kind.CREATE
                            ? move.twin()
                                    .map(
                                            twin -> "the name differs only in case from " + twin
                                                    + ", and case-insensitive file systems cannot hold both; choose another name")
                            : Optional.empty());
        }
        if (ref.startsWith("refs/notes/cook/")) {
            return Optional.of("only Cook writes notes under refs/notes/cook/");
        }
        for (String open : List.of("refs/tags/", "refs/notes/")) {
            if (ref.startsWith(open)) {
                return BranchName.problemOf(ref.substring(open.length()));
            }
        }
        if (ref.startsWith("refs/fossils/")) {
            return Optional.of("only Cook writes fossils, and fossils never change");
        }
        if (ref.startsWith("refs/cook/")) {
            if (push.pusher() instanceof Pusher.Judge judge && judge.answersAt(ref)) {
                return Optional.empty();
            }
            if (!(push.pusher() instanceof Pusher.Agent agent)) {
                return Optional.of("refs under refs/cook/ are reserved for Cook");
            }
            return ref.equals(agent.autosave())
                    ? Optional.empty()
                    : Optional.of("refs under refs/cook/ are reserved for Cook; this environment can save only to "
                            + agent.autosave());
        }
        return Optional.of("'" + Text.shortened(Text.printable(ref), 60)
                + "' cannot be pushed; push to refs/heads/, refs/tags/ or refs/notes/");
    }

    private static Optional<String> rightsProblem(Situation push, Move move) {
        Optional<BranchName> target = target(push, move);
        boolean onTarget = target.isPresent();
        return switch (push.pusher()) {
            case Pusher.Judge judge -> {
                if (judge.answer().isEmpty()) {
                    yield Optional.of("a gate cannot push");
                }
                yield judge.answersAt(move.ref()) && move.kind() != Kind.DELETE
                        ? Optional.empty()
                        : Optional.of("this gate can push only its result, to "
                                + judge.answer().get());
            }
            case Pusher.Visitor visitor ->
                Optional.of("this environment belongs to another repository and can only read this one");
            case Pusher.Agent agent -> {
                if (move.ref().equals(agent.autosave())) {
                    yield move.kind() == Kind.DELETE
                            ? Optional.of("saved work cannot be deleted; Cook removes it together with its branch")
                            : Optional.empty();
                }
                if (!move.ref().equals(agent.own().ref())) {
                    yield Optional.of("this environment can push only to " + agent.own());
                }
                if (agent.ended().isPresent()) {
                    yield Optional.of(agent.own() + " has " + agent.ended().get()
                            + " in the meantime and takes no more commits; your work is saved at " + agent.autosave());
                }
                yield move.kind() == Kind.DELETE
                        ? Optional.of("an agent cannot delete its branch; run `cook ask` to tell a person")
                        : Optional.empty();
            }
            case Pusher.Member member -> {
                if (!member.role().includes(Role.WRITE)) {
                    yield Optional.of("you can read this repository but not push; ask an admin for the write role");
                }
                if (onTarget && !member.role().includes(Role.LAND)) {
                    yield Optional.of("pushing to the target branch " + target.get()
                            + " needs the land role; push another branch with"
                            + " -o land=ask, or ask an admin for the role");
                }
                if (onTarget
                        && move.kind() != Kind.CREATE
                        && move.kind() != Kind.FAST_FORWARD
                        && !member.role().includes(Role.ADMIN)) {
                    yield Optional.of("only an admin may rewrite or delete " + target.get());
                }
                if (onTarget && move.kind() == Kind.DELETE) {
                    Optional<String> problem = deletion(push, target.get());
                    if (problem.isPresent()) {
                        yield problem;
                    }
                }
                if (move.kind() == Kind.DIVERGED || (move.worked() && move.kind() == Kind.FORCE)) {
                    yield Optional.of(name(move.ref())
                            + " is on its way and has commits that your push would drop: fetch, then push"
                            + " on top of them, or run `branch abandon " + push.repo() + " " + name(move.ref())
                            + "` first");
                }
                yield Optional.empty();
            }
        };
    }

    private static String name(String ref) {
        return BranchName.ofRef(ref).map(BranchName::value).orElse(ref);
    }

    /** Why a target may not be deleted by an admin: the default branch never, another one only where that is said. */
    private static Optional<String> deletion(Situation push, BranchName target) {
        if (target.equals(push.targets().getFirst())) {
            return Optional.of(target + " is the default branch, which cannot be deleted: choose another first, with"
                    + " `repo default REPO BRANCH`");
        }
        return push.options().deletesTarget()
                ? Optional.empty()
                : Optional.of("other branches land on " + target
                        + ", and none of them could after its deletion; to delete it anyway, add -o delete-target"
                        + "; to stop landing there first: repo target REPO " + target + " --remove");
    }

    /** The target that a push would move itself. */
    private static Optional<BranchName> target(Situation push, Move move) {
        return push.targets().stream()
                .filter(target -> move.ref().equals(target.ref()))
                .findFirst();
    }

    /** Whether options can apply to what a push does to a ref: they are about branches on their way to a target. */
    static boolean fitsOptions(String ref, Kind kind, Collection<BranchName> targets) {
        return kind != Kind.DELETE
                && BranchName.ofRef(ref).filter(name -> !targets.contains(name)).isPresent();
    }

    private static Optional<String> optionsProblem(Situation push, Move move) {
        PushOptions options = push.options();
        if (!options.concernsBranch()) {
            return Optional.empty();
        }
        if (!(push.pusher() instanceof Pusher.Member member)) {
            return Optional.of("an agent cannot use push options; run `cook done` when the work is done");
        }
        if (!fitsOptions(move.ref(), move.kind(), push.targets())) {
            // What is pushed along with a branch, such as its tags, moves as it would without options.
            return push.branches() > 0
                    ? Optional.empty()
                    : target(push, move)
                            .map(target -> "push options cannot apply to the target branch " + target
                                    + "; push to another branch, for example HEAD:refs/heads/my-change")
                            .or(() -> Optional.of("push options apply only to a branch that is created or updated"));
        }
        if (push.branches() > 1 && (options.task().isPresent() || options.follow())) {
            return Optional.of("-o agent and -o wait apply to one branch, and this push has " + push.branches()
                    + "; push each branch alone");
        }
        if (options.target().filter(wanted -> !push.targets().contains(wanted)).isPresent()) {
            return Optional.of(options.target().get() + " is not a target; choose one of: "
                    + String.join(
                            ", ", push.targets().stream().map(BranchName::value).toList())
                    + ", or add a target with `repo target`");
        }
        if (options.landing().filter(Landing.AUTO::equals).isPresent()
                && !member.role().includes(Role.LAND)) {
            return Optional.of(
                    "-o land=auto needs the land role; use -o land=ask, and somebody with that role can land the branch");
        }
        if (push.needsProblem().isPresent()) {
            return push.needsProblem();
        }
        if (options.task().isPresent()) {
            Branch.Task task = options.task().get();
            if (!push.agents().contains(task.agent())) {
                return Optional.of("no agent '" + Text.shortened(Text.printable(task.agent()), 40)
                        + "' is configured; choose one of: "
                        + String.join(", ", new TreeSet<>(push.agents())));
            }
            if (push.placeProblem().isPresent()) {
                return push.placeProblem();
            }
            if (move.worked()) {
                return Optional.of(
                        "an agent already works on this branch; wait for it, send it a message with `session say`, or end"
                                + " its session with `session kill`");
            }
        }
        return Optional.empty();
    }
}
