package dev.cook.store;

import dev.cook.domain.BranchId;
import dev.cook.domain.Event;
import dev.cook.domain.EventId;
import dev.cook.domain.EventType;
import dev.cook.domain.RepoId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The event table. */
public final class Events {
    /**
     * Key of the advisory lock under which events are numbered. It is held until the commit, so ids are in commit order
     * and a reader that goes on after an id misses none; the price is that commits with events queue up.
     */
    private static final long NUMBERING = 0x436F6F6B_0001L;

    private static final String COLUMNS = """
            SELECT event_id, at, type, repo_id, branch_id,
                   ARRAY(SELECT key FROM jsonb_each_text(data) ORDER BY key) AS names,
                   ARRAY(SELECT value FROM jsonb_each_text(data) ORDER BY key) AS values
            FROM event
            """;

    private final Handle handle;
    private final Instant now;
    private final UnaryOperator<String> struck;

    Events(Handle handle, Instant now, UnaryOperator<String> struck) {
        this.handle = handle;
        this.now = now;
        this.struck = struck;
    }

    /** Appends a fact about a branch. Append last in a transaction: from here on, others that append wait. */
    public void append(EventType type, RepoId repo, BranchId branch, Map<String, String> data) {
        append(type, Optional.of(repo), Optional.of(branch), data);
    }

    /** Appends a fact about a repository. */
    public void append(EventType type, RepoId repo, Map<String, String> data) {
        append(type, Optional.of(repo), Optional.empty(), data);
    }

    /** Appends a fact about the server. */
    public void append(EventType type, Map<String, String> data) {
        append(type, Optional.empty(), Optional.empty(), data);
    }

    private void append(EventType type, Optional<RepoId> repo, Optional<BranchId> branch, Map<String, String> data) {
        List<String> names = new ArrayList<>(data.keySet());
        List<String> values = new ArrayList<>();
        names.forEach(
                name -> values.add(struck.apply(data.getOrDefault(name, "")).replace("\0", "\uFFFD")));
        handle.createUpdate("""
                        WITH numbered AS MATERIALIZED (SELECT pg_advisory_xact_lock(:lock))
                        INSERT INTO event (at, repo_id, branch_id, type, data)
                        SELECT :at, :repo, :branch, :type, jsonb_object(:names, :values) FROM numbered
                        """)
                .bind("lock", NUMBERING)
                .bind("at", now)
                .bind("repo", repo.map(RepoId::value).orElse(null))
                .bind("branch", branch.map(BranchId::value).orElse(null))
                .bind("type", type.word())
                .bindArray("names", String.class, names)
                .bindArray("values", String.class, values)
                .execute();
    }

    /** The story of a branch after an event, oldest first, at most {@code limit}. */
    public List<Event> ofBranch(BranchId branch, long after, int limit) {
        return handle.createQuery(
                        COLUMNS + "WHERE branch_id = :branch AND event_id > :after ORDER BY event_id LIMIT :limit")
                .bind("branch", branch.value())
                .bind("after", after)
                .bind("limit", limit)
                .map(Events::read)
                .list();
    }

    /** The newest part of a branch's story, oldest first, at most {@code limit}. */
    public List<Event> newestOfBranch(BranchId branch, int limit) {
        return handle.createQuery(COLUMNS + "WHERE branch_id = :branch ORDER BY event_id DESC LIMIT :limit")
                .bind("branch", branch.value())
                .bind("limit", limit)
                .map(Events::read)
                .list()
                .reversed();
    }

    /** What happened in the repositories that an account may read, after an event, oldest first, at most {@code limit}. */
    public List<Event> inRepos(List<RepoId> repos, long after, int limit) {
        return handle.createQuery(
                        COLUMNS + "WHERE repo_id = ANY(:repos) AND event_id > :after ORDER BY event_id LIMIT :limit")
                .bindArray(
                        "repos", Long.class, repos.stream().map(RepoId::value).toList())
                .bind("after", after)
                .bind("limit", limit)
                .map(Events::read)
                .list();
    }

    /** The newest event's number, 0 where there is none. */
    public long newest() {
        return handle.createQuery("SELECT coalesce(max(event_id), 0) FROM event")
                .mapTo(Long.class)
                .one();
    }

    private static Event read(ResultSet row, StatementContext context) throws SQLException {
        long repo = row.getLong("repo_id");
        long branch = row.getLong("branch_id");
        return new Event(
                new EventId(row.getLong("event_id")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                EventType.of(row.getString("type")),
                repo == 0 ? Optional.empty() : Optional.of(new RepoId(repo)),
                branch == 0 ? Optional.empty() : Optional.of(new BranchId(branch)),
                pairs(row.getArray("names"), row.getArray("values")));
    }

    private static Map<String, String> pairs(Array names, Array values) throws SQLException {
        String[] keys = (String[]) names.getArray();
        String[] texts = (String[]) values.getArray();
        Map<String, String> data = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            data.put(keys[i], texts[i]);
        }
        return data;
    }
}
