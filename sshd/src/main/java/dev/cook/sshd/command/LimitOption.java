package dev.cook.sshd.command;

import picocli.CommandLine.Option;

/** How many rows a listing shows. */
final class LimitOption {
    @Option(names = "--limit", paramLabel = "N", description = "Show at most N (default: 50).")
    private int limit = 50;

    /**
     * The number, between two bounds.
     *
     * @param wayOut how to see more than the most
     */
    int between(int least, int most, String wayOut) {
        if (limit < least || limit > most) {
            throw Refusal.usage("--limit must be between " + least + " and " + most + ", not " + limit, wayOut);
        }
        return limit;
    }
}
