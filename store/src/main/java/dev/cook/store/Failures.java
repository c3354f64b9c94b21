package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Failure;
import dev.cook.domain.Job;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The failure table. */
public final class Failures {
    private static final RowMapper<Failure> FAILURE = Row.mapper(row -> {
        OptionalLong repo = row.maybeNumber("repo_id");
        return new Failure(
                row.text("controller"),
                row.text("step"),
                row.text("item"),
                repo.isEmpty() ? Optional.empty() : Optional.of(new RepoId(repo.getAsLong())),
                row.numbers("branches").stream().map(BranchId::new).toList(),
                row.text("reason"),
                row.text("error_id"),
                row.count("tries"),
                row.time("first_at"),
                row.time("retry_at"));
    });

    private final Handle handle;
    private final Instant now;

    Failures(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Work failed, for the first time or again. */
    void failed(
            String controller, String step, Subject subject, String reason, String error, int tries, Instant retryAt) {
        handle.createUpdate("""
                        INSERT INTO failure (controller, step, item, repo_id, target, branches, environment_id, reason, error_id,
                                             tries, first_at, last_at, retry_at)
                        VALUES (:controller, :step, :item, :repo, :target, :branches, :environment, :reason, :error,
                                :tries, :now, :now, :retry)
                        ON CONFLICT (controller, step, item) DO UPDATE
                        SET repo_id = excluded.repo_id, target = excluded.target, branches = excluded.branches,
                            environment_id = excluded.environment_id, reason = excluded.reason, error_id = excluded.error_id, tries = excluded.tries,
                            last_at = excluded.last_at, retry_at = excluded.retry_at
                        """)
                .bind("controller", controller)
                .bind("step", step)
                .bind("item", subject.item())
                .bind("repo", subject.repo().map(RepoId::value).orElse(null))
                .bind("target", subject.target().map(BranchName::value).orElse(null))
                .bindArray(
                        "branches",
                        Long.class,
                        subject.branches().stream().map(BranchId::value).toList())
                .bind(
                        "environment",
                        subject.environment().map(EnvironmentId::value).orElse(null))
                .bind("reason", reason)
                .bind("error", error)
                .bind("tries", tries)
                .bind("now", now)
                .bind("retry", retryAt)
                .execute();
    }

    /** The work succeeded, or nobody asks for it any more. */
    void over(String controller, String step, String item) {
        handle.createUpdate("DELETE FROM failure WHERE controller = :controller AND step = :step AND item = :item")
                .bind("controller", controller)
                .bind("step", step)
                .bind("item", item)
                .execute();
    }

    /** Whom a job is for: its branch, and those that are judged with it. */
    public Subject about(Job job) {
        return handle.createQuery("""
                        SELECT b.repo_id, array_agg(b.branch_id ORDER BY b.branch_id) AS branches
                        FROM job j
                        LEFT JOIN session s USING (session_id)
                        LEFT JOIN gate_run g USING (gate_run_id)
                        LEFT JOIN candidate_member m USING (candidate_id)
                        JOIN branch b ON b.branch_id = coalesce(s.branch_id, m.branch_id)
                        WHERE j.job_id = :job GROUP BY b.repo_id
                        """)
                .bind("job", job.id().value())
                .map(Row.mapper(row -> Subject.of(
                        "job " + job.id(),
                        new RepoId(row.number("repo_id")),
                        row.numbers("branches").stream().map(BranchId::new).toList())))
                .findOne()
                .orElseGet(() -> Subject.of("job " + job.id()));
    }

    /** What a controller cannot do at present. */
    public List<Failure> of(String controller) {
        return ReadableRows.list(
                handle.createQuery("SELECT * FROM failure WHERE controller = :controller ORDER BY step, item")
                        .bind("controller", controller),
                FAILURE);
    }

    /** What keeps a branch from going on: its own failures, and those of the queue in which it waits; oldest first. */
    public List<Failure> of(Branch branch) {
        return handle.createQuery("""
                        SELECT * FROM failure
                        WHERE branches @> ARRAY[:branch]::bigint[] OR repo_id = :repo AND target = :target
                        ORDER BY first_at, step, item
                        """)
                .bind("branch", branch.id().value())
                .bind("repo", branch.repo().value())
                .bind("target", branch.target().value())
                .map(FAILURE)
                .list();
    }

    /** Why an environment cannot be looked after at present. */
    public Optional<String> reason(EnvironmentId environment) {
        return handle.createQuery("""
                        SELECT reason FROM failure WHERE environment_id = :environment
                        ORDER BY last_at DESC LIMIT 1
                        """)
                .bind("environment", environment.value())
                .mapTo(String.class)
                .findOne();
    }

    /** Everything that no controller can do at present, oldest first, at most {@code limit}. */
    public List<Failure> all(int limit) {
        return ReadableRows.list(
                handle.createQuery("SELECT * FROM failure ORDER BY first_at, controller, step, item LIMIT :limit")
                        .bind("limit", limit),
                FAILURE);
    }
}
