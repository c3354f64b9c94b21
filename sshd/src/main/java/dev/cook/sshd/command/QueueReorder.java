package dev.cook.sshd.command;

import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.Outcome;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a branch in its queue. */
@Command(
        name = "reorder",
        description = "Move a branch in its queue. Cook rebuilds the candidates behind it. Needs the land role.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST queue reorder team/thing hotfix --first",
            "  ssh HOST queue reorder team/thing fix --before other",
            "  ssh HOST queue reorder team/thing fix --priority 10"
        })
final class QueueReorder extends BranchCommand {
    private final MergeQueue queue;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    /** Where it goes: one of these. */
    static final class Where {
        @Option(names = "--first", description = "Move to the front.")
        private boolean first;

        @Option(names = "--last", description = "Move to the end.")
        private boolean last;

        @Option(names = "--before", paramLabel = "OTHER", description = "Move directly before this branch.")
        private String before = "";

        @Option(names = "--after", paramLabel = "OTHER", description = "Move directly after this branch.")
        private String after = "";

        @Option(
                names = "--priority",
                paramLabel = "N",
                description = "Priority from -100 to 100; higher lands first (default: 0).")
        private Optional<Integer> priority = Optional.empty();
    }

    QueueReorder(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, BranchAction.REORDER.needs()));
        return answer(found, move(found));
    }

    private Outcome move(Found found) {
        BranchId id = found.branch().id();
        String by = caller().name();
        if (where.priority.isPresent()) {
            int priority = where.priority.get();
            if (!MergeQueue.isPriority(priority)) {
                throw Refusal.usage(
                        "--priority must be between -100 and 100, not " + priority, "for example: --priority 10");
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
