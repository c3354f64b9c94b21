package dev.cook.merge;

/**
 * How a queue works; the target's file says it.
 *
 * @param depth how many candidates are judged at once, each on the one ahead
 * @param batch how many branches one candidate holds at most
 */
record QueueLimits(int depth, int batch) {
    QueueLimits {
        if (depth < 1 || batch < 1) {
            throw new IllegalArgumentException("depth " + depth + ", batch " + batch);
        }
    }
}
