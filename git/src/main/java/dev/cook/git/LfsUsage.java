package dev.cook.git;

/**
 * What the Git LFS objects of a repository take.
 *
 * @param objects how many there are
 * @param bytes all of them together
 */
public record LfsUsage(long objects, long bytes) {
    static final LfsUsage NONE = new LfsUsage(0, 0);

    LfsUsage plus(long more) {
        return new LfsUsage(objects + 1, bytes + more);
    }
}
