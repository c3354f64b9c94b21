package dev.cook.merge;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;

/** How the queues of targets work, as each target's tip says. */
final class QueueSettings {
    private final int depth;

    /** @param depth how many candidates are judged at once where the target does not say */
    QueueSettings(int depth) {
        this.depth = depth;
    }

    QueueLimits limits(RepoId repo, Oid targetTip) {
        return new QueueLimits(depth, 1);
    }
}
