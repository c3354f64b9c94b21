package dev.cook.agents.review;

import dev.cook.domain.LineRange;
import dev.cook.domain.ReviewComment;
import java.time.Instant;
import java.util.Optional;

/**
 * A comment or a finding, in the JSON of commands and of the API.
 *
 * @param line the first line now; empty where the lines changed since, or all of the file is meant
 * @param writtenFor the lines that it was written about, at {@code commit}
 */
public record RemarkView(
        String comment,
        String by,
        String state,
        boolean outdated,
        String file,
        Optional<Integer> line,
        Optional<Integer> lastLine,
        String side,
        String commit,
        String writtenFor,
        String quote,
        String text,
        Instant at,
        Optional<String> resolvedBy,
        Optional<Instant> resolvedAt) {
    public static RemarkView of(Remark remark) {
        Optional<LineRange> lines = remark.now().map(place -> place.lines());
        return new RemarkView(
                remark.id(),
                remark.by(),
                remark.state().word(),
                remark.outdated(),
                remark.now().map(place -> place.file()).orElseGet(remark::file),
                lines.map(LineRange::first),
                lines.map(LineRange::last),
                remark.old() ? "old" : "new",
                remark.commit().hex(),
                remark.place(),
                remark.quote(),
                remark.text(),
                remark.at(),
                remark.resolved().map(ReviewComment.Resolution::by),
                remark.resolved().map(ReviewComment.Resolution::at));
    }
}
