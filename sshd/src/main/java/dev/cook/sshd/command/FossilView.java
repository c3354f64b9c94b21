package dev.cook.sshd.command;

import dev.cook.domain.BranchId;
import dev.cook.domain.Fossil;
import java.time.Instant;
import java.util.Optional;

/** A fossil in JSON. */
record FossilView(
        long number,
        String name,
        String tip,
        String reason,
        String ref,
        Optional<Long> branch,
        String madeBy,
        Instant madeAt) {
    static FossilView of(Fossil fossil) {
        return new FossilView(
                fossil.number(),
                fossil.name(),
                fossil.tip().hex(),
                fossil.reason().word(),
                fossil.ref(),
                fossil.branch().map(BranchId::value),
                fossil.madeBy(),
                fossil.madeAt());
    }
}
