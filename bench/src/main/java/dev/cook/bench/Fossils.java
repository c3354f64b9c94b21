package dev.cook.bench;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.Repo;
import dev.cook.store.Refs;
import dev.cook.store.Store;
import java.util.List;
import java.util.stream.IntStream;

/** The refs of the small repositories, by number, and Cook's rows of them. */
final class Fossils {
    static final int BRANCHES = 10;

    private Fossils() {}

    static String ref(int number) {
        return "refs/fossils/" + (number + 1) + "/topic-" + (number + 1);
    }

    static String branch(int number) {
        return "refs/heads/branch-" + number;
    }

    /** Writes so many fossils' refs as landings would: with their log, in transactions, only many in each. */
    static void write(Store store, Repo repo, Sample sample, int count) {
        for (int from = 0; from < count; from += Refs.LARGEST_BATCH) {
            List<RefChange> batch = IntStream.range(from, Math.min(count, from + Refs.LARGEST_BATCH))
                    .mapToObj(i -> RefChange.create(ref(i), new Oid(sample.early(i % BRANCHES)), "landed"))
                    .toList();
            RefsOutcome outcome = store.write(tx -> tx.refs().move(repo.id(), batch, "bench"));
            if (outcome instanceof RefsOutcome.Refused refused) {
                throw new BenchFailure("fossils refused: " + refused.refusals().getFirst());
            }
        }
    }
}
