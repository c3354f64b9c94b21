package dev.cook.http.change;

import dev.cook.agents.review.Remark;
import dev.cook.domain.Branch;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.git.CommitLine;
import dev.cook.git.diff.ChangedFile;
import dev.cook.git.diff.Diffs;
import dev.cook.git.diff.FileDiff;
import dev.cook.http.exchange.Site;
import dev.cook.http.review.ChangeReview;
import dev.cook.http.review.FileRemarks;
import dev.cook.http.review.RemarkCard;
import java.util.List;
import java.util.Optional;

/**
 * What a branch changes, or a window of it.
 *
 * @param tip the branch's tip: what is shown changes with it
 * @param base what it is compared with: where it left its target; empty: it shares nothing with it
 * @param commits its commits, newest first
 * @param commitsCut whether there are more
 * @param files all that differ
 * @param shown those of them that this window holds
 * @param next the first file after the window; empty where there is none
 * @param review what was said about it
 * @param since empty: all of the change is shown
 */
public record ChangePage(
        Repo repo,
        Branch branch,
        DiffView view,
        Oid tip,
        Optional<Oid> base,
        List<CommitLine> commits,
        boolean commitsCut,
        Diffs.Files files,
        List<Shown> shown,
        Optional<Integer> next,
        ChangeReview review,
        Optional<SinceLook> since) {
    public ChangePage {
        commits = List.copyOf(commits);
        shown = List.copyOf(shown);
    }

    /**
     * A file and what differs in it.
     *
     * @param index its place among all files
     * @param diff empty: it is folded for a reason, and is read when somebody opens it
     */
    public record Shown(int index, ChangedFile file, Optional<String> folded, Optional<FileDiff> diff) {
        /** Lines that it adds and deletes; empty where that is not known. */
        public Optional<FileDiff.Lines> lines() {
            return diff.filter(FileDiff.Lines.class::isInstance).map(FileDiff.Lines.class::cast);
        }
    }

    /** Whether all files are shown, so that lines may be summed up. */
    public boolean whole() {
        return next.isEmpty()
                && !files.cut()
                && shown.size() == files.files().size()
                && shown.stream().allMatch(one -> one.folded().isEmpty());
    }

    public int added() {
        return shown.stream()
                .flatMap(one -> one.lines().stream())
                .mapToInt(FileDiff.Lines::added)
                .sum();
    }

    public int deleted() {
        return shown.stream()
                .flatMap(one -> one.lines().stream())
                .mapToInt(FileDiff.Lines::deleted)
                .sum();
    }

    /** The commit that is shown alone. */
    public Optional<CommitLine> commit() {
        return view.commit()
                .flatMap(id ->
                        commits.stream().filter(line -> line.id().equals(id)).findFirst());
    }

    /** Where the same is shown in another way. */
    public String address(DiffView other) {
        return Site.branch(repo.name(), branch.name()) + "?life=" + branch.id() + "&" + other.query();
    }

    /** Where the files from one on are shown. */
    public String from(int index) {
        return address(view) + "&tip=" + tip + "&from=" + index;
    }

    /** Where one file alone is shown, however large it is. */
    public String alone(int index) {
        return address(view) + "&tip=" + tip + "&file=" + index;
    }

    /** The first file of the window. */
    public int first() {
        return shown.isEmpty() ? 0 : shown.getFirst().index();
    }

    /** What was said about a file of the window. */
    public FileRemarks remarks(Shown file) {
        return review.of(file.file(), file.index(), file.lines());
    }

    /** A link to a comment, wherever it stands. */
    public String link(Remark remark) {
        Optional<Integer> file = review.file(remark, files.files());
        boolean here = file.isEmpty() || shown.stream().anyMatch(one -> one.index() == file.get());
        return (here ? "" : from(file.get())) + "#" + RemarkCard.element(remark);
    }

    /** A link to a file in the list of all. */
    public String link(int index) {
        boolean here = shown.stream().anyMatch(one -> one.index() == index);
        return (here ? "" : from(index)) + "#file-" + index;
    }
}
