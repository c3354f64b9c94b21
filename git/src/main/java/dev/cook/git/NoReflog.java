package dev.cook.git;

import java.util.List;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.jspecify.annotations.Nullable;

/** JGit's view of the ref log: empty. The log is rows, and whoever needs it asks the store. */
final class NoReflog implements ReflogReader {
    @Override
    public @Nullable ReflogEntry getLastEntry() {
        return null;
    }

    @Override
    public List<ReflogEntry> getReverseEntries() {
        return List.of();
    }

    @Override
    public @Nullable ReflogEntry getReverseEntry(int number) {
        return null;
    }

    @Override
    public List<ReflogEntry> getReverseEntries(int max) {
        return List.of();
    }
}
