package dev.cook.hooks;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.domain.Text;
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
     * @param targets where branches land, the default first
     * @param needsProblem what is wrong with the branches that it depends on
     * @param placeProblem why the agent that it asks for cannot work where it is to
     */
    record Situation(
            Pusher pusher,
            List<BranchName> targets,
            PushOptions options,
            int moves,
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
                                    .map(twin -> "differs only in case from " + twin
                                            + ", which many systems cannot keep apart; choose another name")
                            : Optional.empty());
        }
        if (ref.startsWith("refs/notes/cook/")) {
            return Optional.of("notes under refs/notes/cook/ are written by Cook alone");
        }
        for (String open : List.of("refs/tags/", "refs/notes/")) {
            if (ref.startsWith(open)) {
                return BranchName.problemOf(ref.substring(open.length()));
            }
        }
        if (ref.startsWith("refs/fossils/")) {
            return Optional.of("fossils are written by Cook alone and never change");
        }
        if (ref.startsWith("refs/cook/")) {
            if (push.pusher() instanceof Pusher.Judge judge && judge.answersAt(ref)) {
                return Optional.empty();
            }
            if (!(push.pusher() instanceof Pusher.Agent agent)) {
                return Optional.of("refs/cook/ is Cook's own");
            }
            return ref.equals(agent.autosave())
                    ? Optional.empty()
                    : Optional.of("refs/cook/ is Cook's own; this environment may save at " + agent.autosave()
                            + " and nowhere else");
        }
        return Optional.of("'" + Text.shortened(Text.printable(ref), 60)
                + "' is no place for a push: push to refs/heads/, refs/tags/ or refs/notes/");
    }

    private static Optional<String> rightsProblem(Situation push, Move move) {
        Optional<BranchName> target = target(push, move);
        boolean onTarget = target.isPresent();
        return switch (push.pusher()) {
            case Pusher.Judge judge -> {
                if (judge.answer().isEmpty()) {
                    yield Optional.of("a gate may push nothing");
                }
                yield judge.answersAt(move.ref()) && move.kind() != Kind.DELETE
                        ? Optional.empty()
                        : Optional.of("this gate may leave its answer at "
                                + judge.answer().get() + " and push nothing else");
            }
            case Pusher.Visitor visitor ->
                Optional.of("this environment may only read here: its own repository is another");
            case Pusher.Agent agent -> {
                if (move.ref().equals(agent.autosave())) {
                    yield move.kind() == Kind.DELETE
                            ? Optional.of("what was saved is removed with its branch, not before")
                            : Optional.empty();
                }
                if (!move.ref().equals(agent.own().ref())) {
                    yield Optional.of("this environment may push " + agent.own() + " and nothing else");
                }
                if (agent.ended().isPresent()) {
                    yield Optional.of(agent.own() + " " + agent.ended().get()
                            + " meanwhile, so nothing more goes there; what you have is saved at " + agent.autosave());
                }
                yield move.kind() == Kind.DELETE
                        ? Optional.of("an agent cannot delete its branch; run `cook ask` to tell a person")
                        : Optional.empty();
            }
            case Pusher.Member member -> {
                if (!member.role().includes(Role.WRITE)) {
                    yield Optional.of("you may read here but not push; ask an admin for the write role");
                }
                if (onTarget && !member.role().includes(Role.LAND)) {
                    yield Optional.of(target.get() + " is where branches land: push another branch with -o land=ask,"
                            + " or ask an admin for the land role");
                }
                if (onTarget
                        && move.kind() != Kind.CREATE
                        && move.kind() != Kind.FAST_FORWARD
                        && !member.role().includes(Role.ADMIN)) {
                    yield Optional.of("only an admin may rewrite or delete " + target.get());
                }
                if (onTarget && move.kind() == Kind.DELETE && !push.options().deletesTarget()) {
                    yield Optional.of(
                            target.get() + " is where branches land, and without it none of those on their way"
                                    + " could; if that is meant, add -o delete-target"
                                    + (target.get().equals(push.targets().getFirst())
                                            ? ""
                                            : ", or let nothing land there any more first, with `repo target REPO "
                                                    + target.get() + " --remove`"));
                }
                if (move.kind() == Kind.DIVERGED || (move.worked() && move.kind() == Kind.FORCE)) {
                    yield Optional.of("it is on its way and has moved: fetch it and push on top, or run"
                            + " `branch abandon` first");
                }
                yield Optional.empty();
            }
        };
    }

    /** The target that a push would move itself. */
    private static Optional<BranchName> target(Situation push, Move move) {
        return push.targets().stream()
                .filter(target -> move.ref().equals(target.ref()))
                .findFirst();
    }

    private static Optional<String> optionsProblem(Situation push, Move move) {
        PushOptions options = push.options();
        if (!options.concernsBranch()) {
            return Optional.empty();
        }
        if (!(push.pusher() instanceof Pusher.Member member)) {
            return Optional.of("push options are for people: an agent says `cook done` when it is done");
        }
        if (push.moves() != 1 && (options.task().isPresent() || options.follow())) {
            return Optional.of("an agent, and waiting, are about one branch: push it alone");
        }
        if (!move.ref().startsWith("refs/heads/") || move.kind() == Kind.DELETE) {
            return Optional.of("push options are for a branch that is created or moved");
        }
        Optional<BranchName> target = target(push, move);
        if (target.isPresent()) {
            return Optional.of(target.get() + " is where branches land: push to another branch, for instance"
                    + " HEAD:refs/heads/my-change");
        }
        if (options.target().filter(wanted -> !push.targets().contains(wanted)).isPresent()) {
            return Optional.of("nothing lands on " + options.target().get() + "; targets are: "
                    + String.join(
                            ", ", push.targets().stream().map(BranchName::value).toList())
                    + " (`repo target` makes more)");
        }
        if (options.landing().filter(Landing.AUTO::equals).isPresent()
                && !member.role().includes(Role.LAND)) {
            return Optional.of("land=auto needs the land role; use land=ask and let somebody land it");
        }
        if (push.needsProblem().isPresent()) {
            return push.needsProblem();
        }
        if (options.task().isPresent()) {
            Branch.Task task = options.task().get();
            if (!push.agents().contains(task.agent())) {
                return Optional.of("no agent '" + Text.shortened(Text.printable(task.agent()), 40)
                        + "' is configured; there are: " + String.join(", ", new TreeSet<>(push.agents())));
            }
            if (push.placeProblem().isPresent()) {
                return push.placeProblem();
            }
            if (move.worked()) {
                return Optional.of("an agent works on it already: wait for it, or `session kill` it first");
            }
        }
        return Optional.empty();
    }
}
