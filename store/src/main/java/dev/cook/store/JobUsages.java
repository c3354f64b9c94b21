package dev.cook.store;

import dev.cook.domain.JobId;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.SessionId;
import dev.cook.domain.Spent;
import dev.cook.domain.TokenCounts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The job_usage table. */
public final class JobUsages {
    private static final RowMapper<PricedUsage> USAGE = Row.mapper(JobUsages::usage);

    private final Handle handle;

    JobUsages(Handle handle) {
        this.handle = handle;
    }

    /**
     * Keeps what a turn used of one model.
     *
     * @param thread the conversation of whose running total that is a part; empty: the agent told of the turn alone
     */
    public void keep(JobId job, PricedUsage priced, Optional<String> thread) {
        TokenCounts tokens = priced.usage().tokens();
        handle.createUpdate("""
                        INSERT INTO job_usage (job_id, model, input_tokens, cached_tokens, written_tokens, output_tokens,
                                               reasoning_tokens, reported_usd, computed_usd, prices, basis, thread)
                        VALUES (:job, :model, :input, :cached, :written, :output, :reasoning, :reported, :computed,
                                :prices, :basis, :thread)
                        ON CONFLICT DO NOTHING
                        """)
                .bind("job", job.value())
                .bind("model", priced.usage().model())
                .bind("input", tokens.input().orElse(null))
                .bind("cached", tokens.cachedInput().orElse(null))
                .bind("written", tokens.cacheWrite().orElse(null))
                .bind("output", tokens.output().orElse(null))
                .bind("reasoning", tokens.reasoning().orElse(null))
                .bind("reported", priced.usage().reportedUsd().orElse(null))
                .bind("computed", priced.computedUsd().orElse(null))
                .bind("prices", priced.prices().orElse(null))
                .bind("basis", priced.basis().word())
                .bind("thread", thread.orElse(null))
                .execute();
    }

    /** What a turn used, of each model. */
    public List<PricedUsage> of(JobId job) {
        return handle.createQuery("SELECT * FROM job_usage WHERE job_id = :job ORDER BY model")
                .bind("job", job.value())
                .map(USAGE)
                .list();
    }

    /** What a session used of each model in those turns of a thread that are over, and in those of which nobody knows it. */
    public List<ModelUsage> sum(SessionId session, String thread) {
        Map<String, ModelUsage> models = new LinkedHashMap<>();
        handle.createQuery("""
                        SELECT u.* FROM job_usage u JOIN job j USING (job_id)
                        WHERE j.session_id = :session AND coalesce(u.thread, :thread) = :thread
                        ORDER BY j.turn, u.model
                        """)
                .bind("session", session.value())
                .bind("thread", thread)
                .map(USAGE)
                .forEach(priced -> models.merge(priced.usage().model(), priced.usage(), ModelUsage::plus));
        return List.copyOf(models.values());
    }

    /** What a session spent in all turns that are over; those that never began do not count. */
    public Spent spent(SessionId session) {
        Map<Long, List<PricedUsage>> turns = new LinkedHashMap<>();
        handle.createQuery("""
                        SELECT j.job_id AS turn_job, u.* FROM job j LEFT JOIN job_usage u USING (job_id)
                        WHERE j.session_id = :session AND j.ended_at IS NOT NULL AND j.started_at IS NOT NULL
                        ORDER BY j.turn, u.model
                        """)
                .bind("session", session.value())
                .map((result, context) -> {
                    long job = result.getLong("turn_job");
                    List<PricedUsage> turn = turns.computeIfAbsent(job, _ -> new ArrayList<>());
                    if (result.getString("model") != null) {
                        turn.add(USAGE.map(result, context));
                    }
                    return job;
                })
                .list();
        return turns.values().stream().reduce(Spent.NOTHING, Spent::with, (_, last) -> last);
    }

    private static PricedUsage usage(Row row) throws SQLException {
        return new PricedUsage(
                new ModelUsage(
                        row.text("model"),
                        new TokenCounts(
                                count(row, "input_tokens"),
                                count(row, "cached_tokens"),
                                count(row, "written_tokens"),
                                count(row, "output_tokens"),
                                count(row, "reasoning_tokens")),
                        row.maybeAmount("reported_usd")),
                row.maybeAmount("computed_usd"),
                row.maybeText("prices"));
    }

    private static Optional<Long> count(Row row, String column) throws SQLException {
        var value = row.maybeNumber(column);
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
