package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.event.BranchFact;
import dev.cook.store.Queues;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What people ask of a queue: to keep a branch out of it for a while, or to let it go first. */
final class QueueRequests {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final Store store;

    QueueRequests(Store store) {
        this.store = store;
    }

    /** Why nothing more can be done with a branch. */
    static String ended(Branch branch) {
        return branch.name()
                + (branch.state() == BranchState.LANDED ? " has already landed" : " was already abandoned");
    }

    Outcome hold(BranchId id, String by, String why) {
        return changing(id, (tx, branch) -> {
            tx.queues().hold(id, Optional.of(by + ": " + why));
            tx.events().append(branch.repo(), id, new BranchFact.Held(by, why));
            return Outcome.agreed(branch.name() + " is on hold; release it with `branch hold " + repo(tx, branch) + " "
                    + branch.name() + " --release`");
        });
    }

    Outcome release(BranchId id, String by) {
        return changing(id, (tx, branch) -> {
            if (branch.hold().isEmpty()) {
                return Outcome.refused(branch.name() + " is not on hold");
            }
            tx.queues().hold(id, Optional.empty());
            tx.events().append(branch.repo(), id, new BranchFact.Released(by));
            return Outcome.agreed(branch.name() + " is released");
        });
    }

    /** Where a branch shall go. */
    sealed interface Position {
        record First() implements Position {}

        record Last() implements Position {}

        record Before(BranchId other) implements Position {}

        record After(BranchId other) implements Position {}

        record Priority(int priority) implements Position {}

        /**
         * Only if the branch still stands where somebody saw it, so that nobody overwrites what another just did.
         *
         * @param ahead which branch stood directly ahead of it; empty: none did
         */
        record Seen(Optional<BranchName> ahead, Position then) implements Position {}
    }

    Outcome move(BranchId id, String by, Position place) {
        return changing(id, (tx, branch) -> {
            if (branch.state() != BranchState.QUEUED) {
                return Outcome.refused(branch.name() + " is " + branch.state().word()
                        + ", not queued; queue it first with `branch land " + repo(tx, branch) + " " + branch.name()
                        + "`");
            }
            List<Queues.Line> all = tx.queues().lines(branch.repo(), branch.target());
            if (place instanceof Position.Seen seen) {
                Optional<String> elsewhere = elsewhere(branch, all, seen);
                if (elsewhere.isPresent()) {
                    return Outcome.refused("the queue changed since you looked: " + elsewhere.get());
                }
            }
            List<Queues.Line> lines =
                    all.stream().filter(line -> !line.branch().id().equals(id)).toList();
            Optional<String> where = put(tx, branch, lines, place);
            if (where.isEmpty()) {
                return Outcome.refused("the other branch is not in the queue for " + branch.target()
                        + "; list the queue with `queue show`");
            }
            tx.events().append(branch.repo(), id, new BranchFact.Moved(by, where.get()));
            return Outcome.agreed(branch.name() + " moved " + where.get());
        });
    }

    /** Where a branch is now, if that is not where somebody saw it. One ahead of it that left the queue moved nobody. */
    private static Optional<String> elsewhere(Branch branch, List<Queues.Line> lines, Position.Seen seen) {
        List<BranchName> names =
                lines.stream().map(line -> line.branch().name()).toList();
        int at = names.indexOf(branch.name());
        Optional<BranchName> ahead = at > 0 ? Optional.of(names.get(at - 1)) : Optional.empty();
        boolean left = seen.ahead().filter(name -> !names.contains(name)).isPresent();
        if (left || ahead.equals(seen.ahead())) {
            return Optional.empty();
        }
        return Optional.of(branch.name()
                + ahead.map(name -> " is directly behind " + name + " now").orElse(" is at the front now"));
    }

    private static Optional<String> put(Tx tx, Branch branch, List<Queues.Line> lines, Position place) {
        return switch (place) {
            case Position.Priority priority -> {
                tx.queues().setPriority(branch.id(), priority.priority());
                yield Optional.of("to priority " + priority.priority());
            }
            case Position.Seen seen -> put(tx, branch, lines, seen.then());
            case Position.First _ -> {
                lines.stream().findFirst().ifPresent(first -> between(tx, branch, lines, 0));
                yield Optional.of("to the front");
            }
            case Position.Last _ -> {
                lines.stream().findFirst().ifPresent(_ -> between(tx, branch, lines, lines.size()));
                yield Optional.of("to the end");
            }
            case Position.Before before ->
                index(lines, before.other()).map(at -> {
                    between(tx, branch, lines, at);
                    return "before " + lines.get(at).branch().name();
                });
            case Position.After after ->
                index(lines, after.other()).map(at -> {
                    between(tx, branch, lines, at + 1);
                    return "after " + lines.get(at).branch().name();
                });
        };
    }

    private static Optional<Integer> index(List<Queues.Line> lines, BranchId other) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).branch().id().equals(other)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** Gives a branch the priority of its new neighbour and a rank on that side of it that no other has. */
    private static void between(Tx tx, Branch branch, List<Queues.Line> lines, int at) {
        Queues.Line neighbour = lines.get(Math.min(at, lines.size() - 1));
        BigDecimal beside = tx.queues().rank(neighbour.branch().id());
        BigDecimal rank;
        if (at == lines.size()) {
            rank = beside.add(BigDecimal.ONE);
        } else if (at > 0 && lines.get(at - 1).priority() == neighbour.priority()) {
            rank = tx.queues().rank(lines.get(at - 1).branch().id()).add(beside).divide(TWO);
        } else {
            rank = beside.subtract(BigDecimal.ONE);
        }
        tx.queues().setPriority(branch.id(), neighbour.priority());
        tx.queues().setRank(branch.id(), rank);
    }

    private static RepoName repo(Tx tx, Branch branch) {
        return tx.repos()
                .get(branch.repo())
                .map(Repo::name)
                .orElseThrow(() -> new IllegalStateException(branch + " has no repository"));
    }

    private interface Change {
        Outcome apply(Tx tx, Branch branch);
    }

    private Outcome changing(BranchId id, Change change) {
        return store.write(tx -> {
            Branch branch = tx.branches().lock(id);
            return branch.state().ended() ? Outcome.refused(ended(branch)) : change.apply(tx, branch);
        });
    }
}
