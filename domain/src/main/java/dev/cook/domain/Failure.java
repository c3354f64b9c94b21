package dev.cook.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Work that a controller failed to do and tries again.
 *
 * @param controller the controller, such as merge
 * @param step what it was to do, such as build its candidate
 * @param item what it did that to, such as branch 7
 * @param repo empty: it is the server's own work
 * @param branches those that wait for it
 * @param reason why, for a person
 * @param error what the server's log calls the last failure
 * @param tries how often it failed without a success between
 * @param retryAt it is not tried again before
 */
public record Failure(
        String controller,
        String step,
        String item,
        Optional<RepoId> repo,
        List<BranchId> branches,
        String reason,
        String error,
        int tries,
        Instant firstAt,
        Instant retryAt) {
    public Failure {
        branches = List.copyOf(branches);
    }

    /** For whoever waits for it: what failed, why, and what there is to do. */
    public String told() {
        return "the server failed to " + step + ": " + reason + ". Cook retries automatically ("
                + tries + (tries == 1 ? " attempt" : " attempts")
                + " so far); if that does not help, push a change to the branch, run `branch abandon`, or ask an admin"
                + " of the server, whose log has the error " + error;
    }
}
