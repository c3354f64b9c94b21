package dev.cook.sshd.command;

import dev.cook.domain.BranchId;
import dev.cook.domain.Outcome;
import dev.cook.domain.Role;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves a branch in its queue. */
@Command(
        name = "reorder",
        description = "Move a branch in its queue; for those with the role land. What stood on it is built again.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST queue reorder team/thing hotfix --first",
            "  ssh HOST queue reorder team/thing fix --before other",
            "  ssh HOST queue reorder team/thing fix --priority 10"
        })
final class QueueReorder extends BranchCommand {
    private final MergeQueue queue;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] BRANCH",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    /** Where it goes: one of these. */
    static final class Where {
        @Option(names = "--first", description = "Ahead of all others.")
        private boolean first;

        @Option(names = "--last", description = "Behind all others.")
        private boolean last;

        @Option(names = "--before", paramLabel = "OTHER", description = "Just ahead of this branch.")
        private String before = "";

        @Option(names = "--after", paramLabel = "OTHER", description = "Just behind this branch.")
        private String after = "";

        @Option(
                names = "--priority",
                paramLabel = "N",
                description = "From -100 to 100; higher goes first, every branch begins with 0.")
        private Optional<Integer> priority = Optional.empty();
    }

    QueueReorder(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, words, Role.LAND));
        return answer(found, move(found));
    }

    private Outcome move(Found found) {
        BranchId id = found.branch().id();
        String by = caller().name();
        if (where.priority.isPresent()) {
            int priority = where.priority.get();
            if (priority < -100 || priority > 100) {
                throw Refusal.usage("--priority is between -100 and 100", "--priority 10");
            }
            return queue.prioritise(id, priority, by);
        }
        if (where.first) {
            return queue.moveFirst(id, by);
        }
        if (where.last) {
            return queue.moveLast(id, by);
        }
        boolean before = !where.before.isEmpty();
        String name = before ? where.before : where.after;
        BranchId other =
                store().read(tx -> branch(tx, found.repo(), name)).branch().id();
        return before ? queue.moveBefore(id, other, by) : queue.moveAfter(id, other, by);
    }
}
