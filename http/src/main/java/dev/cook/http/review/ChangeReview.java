package dev.cook.http.review;

import dev.cook.agents.review.Remark;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchLook;
import dev.cook.domain.Oid;
import dev.cook.git.diff.ChangedFile;
import dev.cook.git.diff.FileDiff;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was said about a change, and what whoever looks may say.
 *
 * @param mayComment whether whoever looks may comment
 * @param isHeard whether an agent works on the branch, which comments can be sent to
 * @param now the commit that is looked at
 * @param old what it is compared with; empty: nothing, or no commit
 * @param merged whether the lines before the change are those of no commit, so that nothing is said about them
 * @param isPerson whether whoever looks has an account
 * @param look what whoever looks marked as reviewed last
 * @param view how the change is shown, as the query of an address
 * @param at when that is
 */
public record ChangeReview(
        BranchId branch,
        boolean mayComment,
        boolean isHeard,
        List<Remark> remarks,
        Oid now,
        Optional<Oid> old,
        boolean merged,
        boolean isPerson,
        Optional<BranchLook> look,
        String view,
        Instant at) {
    public ChangeReview {
        remarks = List.copyOf(remarks);
    }

    /** Where a form about the branch's review is sent. */
    public String action(String word) {
        return ReviewForms.address(branch, word);
    }

    /** The commit that has the lines before the change, for somebody to comment on. */
    public Optional<Oid> oldLines() {
        return merged ? Optional.empty() : old;
    }

    /** Whether whoever looks has reviewed what is shown. */
    public boolean isReviewed() {
        return look.filter(seen -> seen.tip().equals(now)).isPresent();
    }

    public long drafts() {
        return remarks.stream().filter(Remark::isDraft).count();
    }

    public long open() {
        return remarks.stream().filter(Remark::isOpen).count();
    }

    /** How many there are, for a heading. */
    public String counted() {
        long resolved = remarks.size() - drafts() - open();
        List<String> counts = new ArrayList<>();
        counts.add(open() + " open");
        if (drafts() > 0) {
            counts.add(drafts() + (drafts() == 1 ? " draft" : " drafts"));
        }
        if (resolved > 0) {
            counts.add(resolved + " resolved");
        }
        return String.join(", ", counts);
    }

    /** How the number of drafts is said on a button. */
    public String draftsTold() {
        return drafts() == 1 ? "1 comment" : drafts() + " comments";
    }

    /** The comments of a file, where they stand among the lines of it that are shown. */
    public FileRemarks of(ChangedFile file, int index, Optional<FileDiff.Lines> lines) {
        if (remarks.isEmpty()) {
            return FileRemarks.NONE;
        }
        Set<Integer> oldShown = new HashSet<>();
        Set<Integer> nowShown = new HashSet<>();
        lines.ifPresent(text -> text.hunks().forEach(hunk -> hunk.lines().forEach(line -> {
            line.oldNumber().ifPresent(oldShown::add);
            line.newNumber().ifPresent(nowShown::add);
        })));
        Map<Integer, List<RemarkCard>> old = new HashMap<>();
        Map<Integer, List<RemarkCard>> now = new HashMap<>();
        List<RemarkCard> beside = new ArrayList<>();
        for (Remark remark : remarks) {
            if (!isOf(remark, file)) {
                continue;
            }
            Set<Integer> visible = remark.old() ? oldShown : nowShown;
            Optional<Integer> line = remark.now()
                    .map(place -> place.lines().last())
                    .filter(visible::contains)
                    .filter(_ -> !remark.old() || !merged);
            RemarkCard card = card(remark, line.isPresent(), Optional.of(index));
            line.ifPresentOrElse(
                    number -> (remark.old() ? old : now)
                            .computeIfAbsent(number, _ -> new ArrayList<>())
                            .add(card),
                    () -> beside.add(card));
        }
        return new FileRemarks(old, now, beside);
    }

    /** Whether something was said about a file. */
    public boolean isAbout(ChangedFile file) {
        return remarks.stream().anyMatch(remark -> isOf(remark, file));
    }

    /** The place among all files of the one that a comment is about. */
    public Optional<Integer> file(Remark remark, List<ChangedFile> files) {
        for (int i = 0; i < files.size(); i++) {
            if (isOf(remark, files.get(i))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** What was said about files that do not differ any more. */
    public List<RemarkCard> elsewhere(List<ChangedFile> files) {
        return remarks.stream()
                .filter(remark -> files.stream().noneMatch(file -> isOf(remark, file)))
                .map(remark -> card(remark, false, Optional.empty()))
                .toList();
    }

    private static boolean isOf(Remark remark, ChangedFile file) {
        return remark.now()
                .map(place -> (remark.old() ? file.before() : file.after()).equals(Optional.of(place.file())))
                .orElseGet(() -> file.after().equals(Optional.of(remark.file()))
                        || file.before().equals(Optional.of(remark.file())));
    }

    private RemarkCard card(Remark remark, boolean atLine, Optional<Integer> file) {
        return new RemarkCard(branch, remark, mayComment, atLine, view, file, at);
    }
}
