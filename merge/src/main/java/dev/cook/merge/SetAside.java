package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.Failure;
import dev.cook.store.Isolation;
import dev.cook.store.Queues;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Branches that the server fails to merge or to land, again and again: others go on without them, as without one that is
 * held. Until then, and where a try succeeds, they keep their places.
 */
final class SetAside {
    static final String BUILD = "build its candidate";
    static final String LAND = "land the branch";

    /** Failures in a row after which others go on: by then, some seconds on, it is no chance. */
    static final int TRIES = 3;

    private static final String AND = ", ";

    private SetAside() {}

    /** Branches as they are now; once one moved, it is another item. */
    static Subject subject(List<Group.Part> parts) {
        List<Branch> branches = parts.stream().map(Group.Part::branch).toList();
        return Subject.of(
                parts.stream().map(SetAside::name).collect(Collectors.joining(AND)),
                branches.getFirst().repo(),
                branches.stream().map(Branch::id).toList());
    }

    private static String name(Group.Part part) {
        return Subject.of(part.branch(), part.tip()).item();
    }

    /** Why a branch is set aside as it is now; empty: it is not. Pure. */
    static Optional<String> why(List<Failure> failures, Queues.Line line, Instant now) {
        return line.tip()
                .flatMap(tip -> of(failures, new Group.Part(line.branch(), tip))
                        // What was merged and failed to land comes back to try that again, gates and all.
                        .filter(failure -> failure.step().equals(BUILD)
                                || failure.retryAt().isAfter(now))
                        .findFirst())
                .map(failure -> "set aside after " + failure.tries() + " failed attempts to " + failure.step() + ": "
                        + failure.reason());
    }

    /** Whether a branch is set aside, as it was when that was found. */
    static boolean is(Tx tx, Branch branch) {
        return tx.failures().of(branch).stream().anyMatch(SetAside::counts);
    }

    private static boolean counts(Failure failure) {
        return failure.tries() >= TRIES
                && (failure.step().equals(BUILD) || failure.step().equals(LAND));
    }

    private static Stream<Failure> of(List<Failure> failures, Group.Part part) {
        return failures.stream()
                .filter(SetAside::counts)
                .filter(failure -> Arrays.asList(failure.item().split(AND)).contains(name(part)));
    }

    /** Those that could not be merged: they are tried on the side, so that nobody waits behind them meanwhile. */
    static List<Group.Part> toTry(Tx tx, Queues.Target target) {
        List<Failure> failures = tx.failures().of(MergeQueue.CONTROLLER);
        return tx.queues().lines(target.repo(), target.name()).stream()
                .flatMap(line -> line.tip().stream().map(tip -> new Group.Part(line.branch(), tip)))
                .filter(part ->
                        of(failures, part).anyMatch(failure -> failure.step().equals(BUILD)))
                .toList();
    }

    /** Whether the server fails to merge or to land any branch. */
    static boolean isAny(Isolation isolation) {
        return isolation.failing(BUILD) + isolation.failing(LAND) > 0;
    }

    /** Forgets the failures of branches that moved or ended. */
    static void forget(Store store, Isolation isolation) {
        if (!isAny(isolation)) {
            return;
        }
        Set<String> alive = store.read(SetAside::alive);
        isolation.retain(BUILD, item -> alive.containsAll(Arrays.asList(item.split(AND))));
        isolation.retain(LAND, item -> alive.containsAll(Arrays.asList(item.split(AND))));
    }

    private static Set<String> alive(Tx tx) {
        Set<String> alive = new HashSet<>();
        for (Queues.Submitted line : tx.queues().submitted()) {
            line.tip().ifPresent(oid -> alive.add(name(new Group.Part(line.branch(), oid))));
        }
        return alive;
    }
}
