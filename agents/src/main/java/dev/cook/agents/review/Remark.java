package dev.cook.agents.review;

import dev.cook.domain.CodePlace;
import dev.cook.domain.LineRange;
import dev.cook.domain.Oid;
import dev.cook.domain.ReviewComment;
import java.time.Instant;
import java.util.Optional;

/**
 * A comment of a person or a finding of a gate, and where the code is now that it is about.
 *
 * @param id what people call it: a number, or of a finding {@code RUN.POSITION}
 * @param by its author, or the gate
 * @param gate whether a gate found it
 * @param repeated whether the gate reviewed the branch again since
 * @param old whether it is about lines before the change
 * @param commit the commit that has the lines it was written about
 * @param file the path there
 * @param lines empty: all of the file
 * @param now where the lines are in what is looked at; empty: they changed or went away, or none are meant
 * @param quote what the lines said
 */
public record Remark(
        String id,
        String by,
        boolean gate,
        boolean repeated,
        ReviewComment.State state,
        boolean old,
        Oid commit,
        String file,
        Optional<LineRange> lines,
        Optional<CodePlace> now,
        String quote,
        String text,
        Instant at,
        Optional<ReviewComment.Resolution> resolved) {
    static Remark of(ReviewComment comment, Optional<CodePlace> now) {
        return new Remark(
                Integer.toString(comment.number()),
                comment.by(),
                false,
                false,
                comment.state(),
                comment.old(),
                comment.place().commit(),
                comment.place().file(),
                Optional.of(comment.place().lines()),
                now,
                comment.quote(),
                comment.text(),
                comment.sentAt().orElse(comment.writtenAt()),
                comment.resolved());
    }

    /** Whether the lines changed since, or went away. */
    public boolean outdated() {
        return lines.isPresent() && now.isEmpty();
    }

    public boolean isDraft() {
        return state == ReviewComment.State.DRAFT;
    }

    public boolean isOpen() {
        return state == ReviewComment.State.OPEN;
    }

    /** Where it was written, as {@code FILE:LINE}. */
    public String place() {
        return file + lines.map(range -> ":" + range).orElse("");
    }

    /** Where its lines are now, or were when they were last seen. */
    public String placeNow() {
        return now.map(place -> place.inFile().toString()).orElseGet(this::place);
    }
}
