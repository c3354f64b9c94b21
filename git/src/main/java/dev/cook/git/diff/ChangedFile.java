package dev.cook.git.diff;

import dev.cook.domain.Oid;
import java.util.Optional;

/**
 * A file that differs between two commits.
 *
 * @param before its path in the first commit; empty where it was added
 * @param after its path in the second one; empty where it was deleted
 * @param oldMode its mode as git writes it, in octal; 0 where it was added
 * @param oldContent the object that it was: a blob, or the commit of a submodule
 */
public record ChangedFile(
        Kind kind,
        Optional<String> before,
        Optional<String> after,
        int oldMode,
        int newMode,
        Optional<Oid> oldContent,
        Optional<Oid> newContent) {
    /** The word that people read. */
    public enum Kind {
        ADDED("added"),
        DELETED("deleted"),
        MODIFIED("modified"),
        RENAMED("renamed"),
        COPIED("copied");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** What it is called now, or was called last. */
    public String path() {
        return after.or(() -> before).orElseThrow();
    }

    /** Whether something else than its content changed: what may be run, or what is a link. */
    public boolean modeChanged() {
        return oldMode != 0 && newMode != 0 && oldMode != newMode;
    }

    /** Whether its content is as it was. */
    public boolean sameContent() {
        return oldContent.equals(newContent);
    }
}
