package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.CodePlace;
import dev.cook.domain.LineRange;
import dev.cook.domain.ReviewComment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The review_comment table. Whoever changes rows holds the lock of their branch. */
public final class ReviewComments {
    private static final RowMapper<ReviewComment> COMMENT = Row.mapper(row -> {
        Optional<Instant> resolvedAt = row.maybeTime("resolved_at");
        Optional<String> resolvedBy = row.maybeText("resolved_by");
        return new ReviewComment(
                new BranchId(row.number("branch_id")),
                row.count("number"),
                new AccountId(row.number("account_id")),
                row.text("name"),
                row.flag("old_side"),
                new CodePlace(
                        row.oid("commit_id"),
                        row.text("file"),
                        new LineRange(row.count("first_line"), row.count("last_line"))),
                row.text("quote"),
                row.text("comment"),
                row.time("written_at"),
                row.maybeTime("sent_at"),
                resolvedAt.flatMap(at -> resolvedBy.map(by -> new ReviewComment.Resolution(by, at))));
    });

    private final Handle handle;
    private final Instant now;

    ReviewComments(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** All that somebody may see: what was sent, and their own drafts; in the order of their numbers. */
    public List<ReviewComment> of(BranchId branch, AccountId reader) {
        return handle.createQuery("""
                        SELECT r.*, a.name FROM review_comment r JOIN account a USING (account_id)
                        WHERE branch_id = :branch AND (sent_at IS NOT NULL OR account_id = :reader) ORDER BY number
                        """)
                .bind("branch", branch.value())
                .bind("reader", reader.value())
                .map(COMMENT)
                .list();
    }

    /** What was sent, of everybody. */
    public List<ReviewComment> sent(BranchId branch) {
        return handle.createQuery("""
                        SELECT r.*, a.name FROM review_comment r JOIN account a USING (account_id)
                        WHERE branch_id = :branch AND sent_at IS NOT NULL ORDER BY number
                        """)
                .bind("branch", branch.value())
                .map(COMMENT)
                .list();
    }

    public Optional<ReviewComment> get(BranchId branch, int number) {
        return handle.createQuery("""
                        SELECT r.*, a.name FROM review_comment r JOIN account a USING (account_id)
                        WHERE branch_id = :branch AND number = :number
                        """)
                .bind("branch", branch.value())
                .bind("number", number)
                .map(COMMENT)
                .findOne();
    }

    /** How many a branch has, drafts among them. */
    public int count(BranchId branch) {
        return handle.createQuery("SELECT count(*) FROM review_comment WHERE branch_id = :branch")
                .bind("branch", branch.value())
                .mapTo(Integer.class)
                .one();
    }

    /** How many are open. */
    public int countOpen(BranchId branch) {
        return handle.createQuery("""
                        SELECT count(*) FROM review_comment
                        WHERE branch_id = :branch AND sent_at IS NOT NULL AND resolved_at IS NULL
                        """)
                .bind("branch", branch.value())
                .mapTo(Integer.class)
                .one();
    }

    /** Adds a draft; answers its number. */
    public int draft(BranchId branch, AccountId author, boolean old, CodePlace place, String quote, String text) {
        return handle.createQuery("""
                        INSERT INTO review_comment (branch_id, number, account_id, old_side, commit_id, file, first_line,
                                                    last_line, quote, comment, written_at)
                        SELECT :branch, coalesce(max(number), 0) + 1, :author, :old, :commit, :file, :first,
                               :last, :quote, :text, :now
                        FROM review_comment WHERE branch_id = :branch
                        RETURNING number
                        """)
                .bind("branch", branch.value())
                .bind("author", author.value())
                .bind("old", old)
                .bind("commit", place.commit().bytes())
                .bind("file", place.file())
                .bind("first", place.lines().first())
                .bind("last", place.lines().last())
                .bind("quote", quote)
                .bind("text", text)
                .bind("now", now)
                .mapTo(Integer.class)
                .one();
    }

    /** Says a draft in other words; does nothing to what was sent. */
    public void rewrite(BranchId branch, int number, String text) {
        handle.createUpdate("""
                        UPDATE review_comment SET comment = :text, written_at = :now
                        WHERE branch_id = :branch AND number = :number AND sent_at IS NULL
                        """)
                .bind("text", text)
                .bind("now", now)
                .bind("branch", branch.value())
                .bind("number", number)
                .execute();
    }

    /** Forgets a draft; does nothing to what was sent. */
    public void delete(BranchId branch, int number) {
        handle.createUpdate("""
                        DELETE FROM review_comment
                        WHERE branch_id = :branch AND number = :number AND sent_at IS NULL
                        """)
                .bind("branch", branch.value())
                .bind("number", number)
                .execute();
    }

    /** Lets everybody see somebody's drafts. */
    public void send(BranchId branch, AccountId author) {
        handle.createUpdate("""
                        UPDATE review_comment SET sent_at = :now
                        WHERE branch_id = :branch AND account_id = :author AND sent_at IS NULL
                        """)
                .bind("now", now)
                .bind("branch", branch.value())
                .bind("author", author.value())
                .execute();
    }

    /** Says that nothing is left to do about one that was sent. */
    public void resolve(BranchId branch, int number, String by) {
        handle.createUpdate("""
                        UPDATE review_comment SET resolved_at = :now, resolved_by = :by
                        WHERE branch_id = :branch AND number = :number AND sent_at IS NOT NULL
                        """)
                .bind("now", now)
                .bind("by", by)
                .bind("branch", branch.value())
                .bind("number", number)
                .execute();
    }

    public void reopen(BranchId branch, int number) {
        handle.createUpdate("""
                        UPDATE review_comment SET resolved_at = NULL, resolved_by = NULL
                        WHERE branch_id = :branch AND number = :number
                        """)
                .bind("branch", branch.value())
                .bind("number", number)
                .execute();
    }
}
