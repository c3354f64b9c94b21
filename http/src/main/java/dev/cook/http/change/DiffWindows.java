package dev.cook.http.change;

import dev.cook.domain.RepoId;
import dev.cook.git.diff.ChangedFile;
import dev.cook.git.diff.Diffs;
import dev.cook.git.diff.FileDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads a diff in parts that a browser can show, one after the other. */
public final class DiffWindows {
    /** Files of a window. */
    private static final int FILES = 40;

    /** Lines after which a window ends. */
    private static final int LINES = 1_500;

    /** Lines from which on a file is folded. */
    private static final int MANY_LINES = 800;

    private final Diffs diffs;

    public DiffWindows(Diffs diffs) {
        this.diffs = diffs;
    }

    /** @param next the first file after the window; empty where there is none */
    public record Window(List<ChangePage.Shown> shown, Optional<Integer> next) {
        public Window {
            shown = List.copyOf(shown);
        }
    }

    /** One file, however long its diff is. */
    public Window alone(RepoId repo, Diffs.Files files, int index, DiffView view) {
        return alone(files, index, comparison(repo, view));
    }

    static Window alone(Diffs.Files files, int index, Comparison comparison) {
        ChangedFile file = files.files().get(index);
        return new Window(
                List.of(new ChangePage.Shown(index, file, Optional.empty(), Optional.of(comparison.compare(file)))),
                Optional.empty());
    }

    /** How the contents of a file are compared. */
    interface Comparison {
        FileDiff compare(ChangedFile file);
    }

    Comparison comparison(RepoId repo, DiffView view) {
        return file -> diffs.compare(repo, List.of(file), view.whitespace()).getFirst();
    }

    /** The files from one on. */
    public Window from(RepoId repo, Diffs.Files files, int from, DiffView view) {
        return from(files, from, comparison(repo, view), _ -> false);
    }

    /** @param isOpen which files are not folded, whatever they are */
    static Window from(Diffs.Files files, int from, Comparison comparison, Predicate<ChangedFile> isOpen) {
        int to = Math.min(files.files().size(), from + FILES);
        List<ChangePage.Shown> window = new ArrayList<>();
        int lines = 0;
        int index = from;
        for (; index < to && lines < LINES; index++) {
            ChangedFile file = files.files().get(index);
            boolean open = isOpen.test(file);
            Optional<String> folded = FoldedFile.reason(file.path()).filter(_ -> !open);
            if (folded.isPresent()) {
                window.add(new ChangePage.Shown(index, file, folded, Optional.empty()));
                continue;
            }
            FileDiff diff = comparison.compare(file);
            int own = diff instanceof FileDiff.Lines text ? text.shown() : 1;
            if (own > MANY_LINES && !open) {
                window.add(new ChangePage.Shown(index, file, Optional.of(own + " lines"), Optional.empty()));
            } else {
                window.add(new ChangePage.Shown(index, file, Optional.empty(), Optional.of(diff)));
                lines += own;
            }
        }
        return new Window(window, index < files.files().size() ? Optional.of(index) : Optional.empty());
    }
}
