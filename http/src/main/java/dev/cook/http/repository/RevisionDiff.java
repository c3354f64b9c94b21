package dev.cook.http.repository;

import dev.cook.git.diff.Diffs;
import dev.cook.http.change.ChangePage;
import dev.cook.http.change.DiffView;
import dev.cook.http.change.DiffWindows;
import java.util.List;
import java.util.Optional;

/**
 * What differs between two commits, or a window of it.
 *
 * @param address where it is shown
 */
public record RevisionDiff(String address, DiffView view, Diffs.Files files, DiffWindows.Window window) {
    public List<ChangePage.Shown> shown() {
        return window.shown();
    }

    public Optional<Integer> next() {
        return window.next();
    }

    public int count() {
        return files.files().size();
    }

    /** Where the same is shown in another way. */
    public String as(DiffView other) {
        return address + "?" + other.query();
    }

    /** Where the files from one on are shown. */
    public String from(int index) {
        return as(view) + "&from=" + index;
    }

    /** Where one file alone is shown, however large it is. */
    public String alone(int index) {
        return as(view) + "&file=" + index;
    }

    /** A link to a file in the list of all. */
    public String link(int index) {
        boolean here = shown().stream().anyMatch(one -> one.index() == index);
        return (here ? "" : from(index)) + "#file-" + index;
    }
}
