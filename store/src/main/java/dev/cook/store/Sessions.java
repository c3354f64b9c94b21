package dev.cook.store;

import dev.cook.domain.Allowance;
import dev.cook.domain.BranchId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The session table. */
public final class Sessions {
    private static final RowMapper<Session> SESSION = Row.mapper(row -> new Session(
            new SessionId(row.number("session_id")),
            new BranchId(row.number("branch_id")),
            new EnvironmentId(row.number("environment_id")),
            row.text("agent"),
            UUID.fromString(row.text("agent_session")),
            new Allowance(row.maybeAmount("budget_usd"), seconds(row.maybeNumber("max_seconds"))),
            row.word("state", SessionState.class),
            row.maybeText("reason"),
            row.count("losses"),
            row.time("created_at"),
            row.maybeTime("ended_at")));

    private final Handle handle;
    private final Instant now;

    Sessions(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Asks for an agent's attempt, which may use so much. */
    public Session want(BranchId branch, EnvironmentId environment, String agent, Allowance allowance) {
        return handle.createQuery("""
                        INSERT INTO session (branch_id, environment_id, agent, agent_session, budget_usd, max_seconds, state,
                                             created_at)
                        VALUES (:branch, :environment, :agent, gen_random_uuid(), :budget, :seconds, <SessionState.WANTED>, :now)
                        RETURNING *
                        """)
                .bind("branch", branch.value())
                .bind("environment", environment.value())
                .bind("agent", agent)
                .bind("budget", allowance.usd().orElse(null))
                .bind("seconds", allowance.time().map(Duration::toSeconds).orElse(null))
                .bind("now", now)
                .map(SESSION)
                .one();
    }

    public Optional<Session> get(SessionId id) {
        return handle.createQuery("SELECT * FROM session WHERE session_id = :id")
                .bind("id", id.value())
                .map(SESSION)
                .findOne();
    }

    /** The session that works on a branch now. */
    public Optional<Session> alive(BranchId branch) {
        return handle.createQuery("SELECT * FROM session WHERE branch_id = :branch AND ended_at IS NULL")
                .bind("branch", branch.value())
                .map(SESSION)
                .findOne();
    }

    /** Those of some branches on which a session works now. */
    public Set<BranchId> worked(Collection<BranchId> branches) {
        return handle.createQuery(
                        "SELECT branch_id FROM session WHERE branch_id = ANY (:branches) AND ended_at IS NULL")
                .bindArray(
                        "branches",
                        Long.class,
                        branches.stream().map(BranchId::value).toList())
                .map(Row.mapper(row -> new BranchId(row.number("branch_id"))))
                .set();
    }

    /** All sessions that a branch ever had, oldest first. */
    public List<Session> of(BranchId branch) {
        return handle.createQuery("SELECT * FROM session WHERE branch_id = :branch ORDER BY session_id")
                .bind("branch", branch.value())
                .map(SESSION)
                .list();
    }

    /** A repository's sessions, newest first, at most {@code limit}. */
    public List<Session> in(RepoId repo, int limit) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT s.* FROM session s JOIN branch b USING (branch_id)
                        WHERE b.repo_id = :repo ORDER BY session_id DESC LIMIT :limit
                        """).bind("repo", repo.value()).bind("limit", limit), SESSION);
    }

    public Optional<Session> byEnvironment(EnvironmentId environment) {
        return handle.createQuery("SELECT * FROM session WHERE environment_id = :environment")
                .bind("environment", environment.value())
                .map(SESSION)
                .findOne();
    }

    /** It lost its environment without anybody's wish; how often in a row, this time included. */
    public int countLoss(SessionId id) {
        return handle.createQuery("UPDATE session SET losses = losses + 1 WHERE session_id = :id RETURNING losses")
                .bind("id", id.value())
                .mapTo(Integer.class)
                .one();
    }

    /** A turn of it came to an end, so its environment is no hopeless one. */
    public void forgetLosses(SessionId id) {
        handle.createUpdate("UPDATE session SET losses = 0 WHERE session_id = :id AND losses > 0")
                .bind("id", id.value())
                .execute();
    }

    /** A session that had ended goes on in another environment; says whether it had ended. */
    public boolean resume(SessionId id, EnvironmentId environment) {
        return handle.createUpdate("""
                                UPDATE session
                                SET state = <SessionState.WANTED>, environment_id = :environment, reason = NULL, ended_at = NULL
                                WHERE session_id = :id AND ended_at IS NOT NULL
                                """)
                        .bind("id", id.value())
                        .bind("environment", environment.value())
                        .execute()
                > 0;
    }

    /** Notes what an agent calls the conversation that the session is. */
    public void converse(SessionId id, String conversation) {
        handle.createUpdate("""
                        UPDATE session SET conversation = :conversation
                        WHERE session_id = :id AND conversation IS DISTINCT FROM :conversation
                        """)
                .bind("conversation", conversation)
                .bind("id", id.value())
                .execute();
    }

    /** What the agent calls the session's conversation; empty: it never said. */
    public Optional<String> conversation(SessionId id) {
        return handle.createQuery(
                        "SELECT conversation FROM session WHERE session_id = :id AND conversation IS NOT NULL")
                .bind("id", id.value())
                .mapTo(String.class)
                .findOne();
    }

    public void markRunning(SessionId id) {
        handle.createUpdate(
                        "UPDATE session SET state = <SessionState.RUNNING> WHERE session_id = :id AND state = <SessionState.WANTED>")
                .bind("id", id.value())
                .execute();
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a column that may be null
    private static Optional<Duration> seconds(OptionalLong seconds) {
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsLong())) : Optional.empty();
    }

    /** Ends a session one way or another; says whether it was alive. */
    public boolean end(SessionId id, SessionState how, String reason) {
        if (!how.ended()) {
            throw new IllegalStateException(how + " is not an end");
        }
        return handle.createUpdate("""
                                UPDATE session SET state = :state, reason = :reason, ended_at = :now
                                WHERE session_id = :id AND ended_at IS NULL
                                """)
                        .bind("state", how.word())
                        .bind("reason", reason)
                        .bind("now", now)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }
}
