package dev.cook.store;

import dev.cook.domain.BranchName;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.PersistentId;
import dev.cook.domain.PersistentState;
import dev.cook.domain.RepoId;
import dev.cook.domain.SessionId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The persistent_environment table, and which environment has one at the moment. */
public final class PersistentEnvironments {
    private static final RowMapper<PersistentEnvironment> KEPT = Row.mapper(row -> new PersistentEnvironment(
            new PersistentId(row.number("persistent_id")),
            new RepoId(row.number("repo_id")),
            row.text("name"),
            row.text("made_from"),
            row.word("state", PersistentState.class),
            Duration.ofSeconds(row.number("idle_seconds")),
            row.text("created_by"),
            row.time("created_at"),
            row.maybeNumber("bytes").stream().boxed().findFirst(),
            row.maybeTime("measured_at")));

    private final Handle handle;
    private final Instant now;

    PersistentEnvironments(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Makes one; empty: the repository has one of that name. */
    public Optional<PersistentEnvironment> create(RepoId repo, String name, String madeFrom, Duration idle, String by) {
        return handle.createQuery("""
                        INSERT INTO persistent_environment (repo_id, name, made_from, state, idle_seconds, created_by, created_at)
                        VALUES (:repo, :name, :from, <PersistentState.OPEN>, :idle, :by, :now)
                        ON CONFLICT (repo_id, name) WHERE destroyed_at IS NULL DO NOTHING
                        RETURNING *
                        """)
                .bind("repo", repo.value())
                .bind("name", name)
                .bind("from", madeFrom)
                .bind("idle", idle.toSeconds())
                .bind("by", by)
                .bind("now", now)
                .map(KEPT)
                .findOne();
    }

    public Optional<PersistentEnvironment> get(PersistentId id) {
        return handle.createQuery("SELECT * FROM persistent_environment WHERE persistent_id = :id")
                .bind("id", id.value())
                .map(KEPT)
                .findOne();
    }

    /** One that was not destroyed. */
    public Optional<PersistentEnvironment> byName(RepoId repo, String name) {
        return handle.createQuery(
                        "SELECT * FROM persistent_environment WHERE repo_id = :repo AND name = :name AND destroyed_at IS NULL")
                .bind("repo", repo.value())
                .bind("name", name)
                .map(KEPT)
                .findOne();
    }

    /** Locks one until the end of the transaction, and reads it after that; whoever takes or changes it does so first. */
    public PersistentEnvironment lock(PersistentId id) {
        return handle.createQuery("SELECT * FROM persistent_environment WHERE persistent_id = :id FOR UPDATE")
                .bind("id", id.value())
                .map(KEPT)
                .one();
    }

    /** A repository's that were not destroyed, by name. */
    public List<PersistentEnvironment> of(RepoId repo) {
        return handle.createQuery("""
                        SELECT * FROM persistent_environment WHERE repo_id = :repo AND destroyed_at IS NULL ORDER BY name
                        """).bind("repo", repo.value()).map(KEPT).list();
    }

    /** All whose files may still be somewhere, destroyed ones too. */
    public List<PersistentEnvironment> there() {
        return ReadableRows.list(
                handle.createQuery(
                        "SELECT * FROM persistent_environment WHERE cleared_at IS NULL ORDER BY persistent_id"),
                KEPT);
    }

    /** The numbers of these, whatever their rows say. */
    public Set<PersistentId> thereIds() {
        return handle
                .createQuery("SELECT persistent_id FROM persistent_environment WHERE cleared_at IS NULL")
                .mapTo(Long.class)
                .stream()
                .map(PersistentId::new)
                .collect(Collectors.toSet());
    }

    public void setState(PersistentId id, PersistentState state) {
        handle.createUpdate("""
                        UPDATE persistent_environment
                        SET state = :state, destroyed_at = CASE WHEN :state = <PersistentState.DESTROYED> THEN CAST(:now AS timestamptz) END
                        WHERE persistent_id = :id AND destroyed_at IS NULL
                        """)
                .bind("state", state.word())
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    public void markMeasured(PersistentId id, long bytes) {
        handle.createUpdate(
                        "UPDATE persistent_environment SET bytes = :bytes, measured_at = :now WHERE persistent_id = :id")
                .bind("bytes", bytes)
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /** Its files are gone. */
    public void markCleared(PersistentId id) {
        handle.createUpdate("""
                        UPDATE persistent_environment SET cleared_at = :now WHERE persistent_id = :id AND destroyed_at IS NOT NULL
                        """).bind("now", now).bind("id", id.value()).execute();
    }

    /** Environments that have it or wait for it, the one whose turn it is first. */
    public List<Environment> line(PersistentId id) {
        return handle.createQuery("""
                        SELECT * FROM environment WHERE persistent_id = :id AND state <> <EnvironmentState.GONE> ORDER BY environment_id
                        """)
                .bind("id", id.value())
                .map(Environments.ENVIRONMENT)
                .list();
    }

    /**
     * Who works in a persistent environment.
     *
     * @param since when its environment was launched
     */
    public record Holder(SessionId session, BranchName branch, Instant since) {}

    /** The session that has it at this moment. */
    public Optional<Holder> holder(PersistentId id) {
        return handle.createQuery("""
                        SELECT s.session_id, b.name, e.launched_at
                        FROM environment e JOIN session s USING (environment_id) JOIN branch b ON b.branch_id = e.branch_id
                        WHERE e.persistent_id = :id AND e.state IN <EnvironmentState.isUp>
                        """)
                .bind("id", id.value())
                .map(Row.mapper(row -> new Holder(
                        new SessionId(row.number("session_id")),
                        new BranchName(row.text("name")),
                        row.time("launched_at"))))
                .findOne();
    }

    /** Environments that must not be launched yet: another one is before them, or a person stopped what they wait for. */
    public List<EnvironmentId> waiting() {
        return handle.createQuery("""
                        SELECT e.environment_id FROM environment e JOIN persistent_environment k USING (persistent_id)
                        WHERE e.state = <EnvironmentState.WANTED>
                          AND (k.state <> <PersistentState.OPEN>
                               OR EXISTS (SELECT 1 FROM environment o
                                          WHERE o.persistent_id = e.persistent_id AND o.state <> <EnvironmentState.GONE>
                                            AND o.environment_id < e.environment_id))
                        """)
                .map(Row.mapper(row -> new EnvironmentId(row.number("environment_id"))))
                .list();
    }

    /** What an environment waits for before it can be launched, in words; empty: for nothing here. */
    public Optional<String> waits(EnvironmentId environment) {
        return handle.createQuery("""
                        SELECT k.name, k.state, s.session_id, b.name AS branch
                        FROM environment e JOIN persistent_environment k USING (persistent_id)
                        LEFT JOIN LATERAL (SELECT o.environment_id, o.branch_id FROM environment o
                                           WHERE o.persistent_id = e.persistent_id AND o.state <> <EnvironmentState.GONE>
                                             AND o.environment_id < e.environment_id
                                           ORDER BY o.environment_id LIMIT 1) first ON true
                        LEFT JOIN session s ON s.environment_id = first.environment_id
                        LEFT JOIN branch b ON b.branch_id = first.branch_id
                        WHERE e.environment_id = :environment AND e.state = <EnvironmentState.WANTED>
                          AND (k.state = <PersistentState.STOPPED> OR first.environment_id IS NOT NULL)
                        """)
                .bind("environment", environment.value())
                .map(Row.mapper(row -> "for the environment " + row.text("name")
                        + (row.word("state", PersistentState.class) == PersistentState.STOPPED
                                ? ", which is stopped: `env start " + row.text("name") + "`"
                                : row.maybeNumber("session_id").isPresent()
                                        ? ", in which session " + row.number("session_id") + " works on "
                                                + row.text("branch")
                                        : ", in which an earlier session is still being ended")))
                .findOne();
    }

    /** When the last job of an environment ended; empty: none has yet. */
    public Optional<Instant> lastWork(EnvironmentId environment) {
        return handle.createQuery("SELECT max(ended_at) AS at FROM job WHERE environment_id = :environment")
                .bind("environment", environment.value())
                .map(Row.mapper(row -> row.maybeTime("at")))
                .one();
    }

    /**
     * For how long something ran in a persistent environment, and what that cost.
     *
     * @param usd of the time whose price is known; empty: of none
     * @param allKnown whether that is all of the time
     */
    public record Run(Duration time, Optional<BigDecimal> usd, boolean allKnown) {}

    /** All the times that it ran, the present one until now. */
    public Run run(PersistentId id) {
        return handle.createQuery("""
                        SELECT coalesce(sum(seconds), 0) AS seconds,
                               sum(seconds * price_per_hour / 3600) AS usd,
                               coalesce(bool_and(price_per_hour IS NOT NULL), true) AS known
                        FROM (SELECT price_per_hour,
                                     extract(epoch FROM greatest(coalesce(gone_at, :now) - launched_at, interval '0')) AS seconds
                              FROM environment WHERE persistent_id = :id AND launched_at IS NOT NULL) ran
                        """)
                .bind("id", id.value())
                .bind("now", now)
                .map(Row.mapper(row ->
                        new Run(Duration.ofSeconds(row.number("seconds")), row.maybeAmount("usd"), row.flag("known"))))
                .one();
    }
}
