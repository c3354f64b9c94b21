package dev.cook.domain.view;

import dev.cook.domain.Branch;
import dev.cook.domain.Oid;
import java.time.Instant;
import java.util.Optional;

/** A branch in JSON, without its story. */
public record BranchView(
        String name,
        String state,
        String target,
        String landing,
        Optional<String> agent,
        Optional<String> prompt,
        Optional<String> waitsFor,
        Optional<String> heldBy,
        String startedBy,
        Instant startedAt,
        Optional<String> landBy,
        Optional<String> landedAs,
        Optional<Instant> endedAt) {
    public static BranchView of(Branch branch) {
        return new BranchView(
                branch.name().value(),
                branch.state().word(),
                branch.target().value(),
                branch.landing().word(),
                branch.task().map(Branch.Task::agent),
                branch.task().map(Branch.Task::prompt),
                branch.waitsFor(),
                branch.heldBy(),
                branch.startedBy(),
                branch.createdAt(),
                branch.landBy(),
                branch.landedAs().map(Oid::hex),
                branch.endedAt());
    }
}
