package dev.cook.http.review;

import dev.cook.agents.review.Remark;
import dev.cook.domain.BranchId;
import dev.cook.domain.ReviewComment;
import java.time.Instant;
import java.util.Optional;

/**
 * A comment as a page shows it.
 *
 * @param mayComment whether whoever looks may resolve it
 * @param atLine whether it stands below its lines, so that nobody has to be told what they say
 * @param view how the change is shown that it stands in
 * @param file the place of its file among all that differ; empty: it is none of them
 */
public record RemarkCard(
        BranchId branch,
        Remark remark,
        boolean mayComment,
        boolean atLine,
        String view,
        Optional<Integer> file,
        Instant shownAt) {
    /** Its element on the page; a finding's number has a point, which a selector would read otherwise. */
    public String element() {
        return element(remark);
    }

    public static String element(Remark remark) {
        return "comment-" + remark.id().replace('.', '-');
    }

    public boolean isResolved() {
        return remark.state() == ReviewComment.State.RESOLVED;
    }

    /** Where a form about it is sent. */
    public String action(String word) {
        return ReviewForms.address(branch, word);
    }

    /** How it is coloured, beside a word. */
    public String tone() {
        return switch (remark.state()) {
            case DRAFT -> "queued";
            case OPEN -> remark.outdated() ? "over" : "waits";
            case RESOLVED -> "good";
        };
    }

    public String word() {
        return remark.repeated() && remark.resolved().isEmpty()
                ? "reviewed again since"
                : remark.state().word();
    }

    /** Where its lines are, if that is not where it stands; what it is about where it stands nowhere. */
    public Optional<String> place() {
        if (atLine) {
            return remark.lines()
                    .filter(lines -> lines.count() > 1)
                    .map(_ -> remark.now().orElseThrow().lines().told());
        }
        return Optional.of(remark.placeNow() + (remark.old() ? ", before the change" : ""));
    }
}
