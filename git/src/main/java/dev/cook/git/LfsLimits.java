package dev.cook.git;

/**
 * What Git LFS may take of the disk; bytes.
 *
 * @param object the largest single object
 * @param repository all objects of one repository together
 */
public record LfsLimits(long object, long repository) {
    public LfsLimits {
        if (object <= 0 || repository <= 0) {
            throw new IllegalArgumentException("limits of Git LFS are positive");
        }
    }
}
