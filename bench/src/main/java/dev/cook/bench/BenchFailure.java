package dev.cook.bench;

/** Something that is measured, or that measures, did not do its work; the message names it. */
final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailure(String message) {
        super(message);
    }
}
