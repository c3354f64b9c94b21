package dev.cook.http.branch;

import dev.cook.git.SavedWork;
import java.time.Instant;

/**
 * What the last session of a branch saved without having pushed it.
 *
 * @param ref where it can be fetched
 * @param beyond what it holds that the branch does not
 */
public record Saved(Instant at, String ref, SavedWork.Beyond beyond) {
    /** Names of files shown at once. */
    private static final int FILES = 5;

    /** The first files, for a line of the page. */
    public String files() {
        int more = beyond.files().size() - FILES;
        return String.join(", ", beyond.files().stream().limit(FILES).toList())
                + (more > 0 ? " and " + more + " more" : "");
    }
}
