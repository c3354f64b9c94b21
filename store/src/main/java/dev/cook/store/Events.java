package dev.cook.store;

import dev.cook.domain.BranchId;
import dev.cook.domain.EventId;
import dev.cook.domain.RepoId;
import dev.cook.domain.event.AccountFact;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.Fact;
import dev.cook.domain.event.RepoFact;
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
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The event table. */
public final class Events {
    /**
     * Key of the advisory lock under which events are numbered. It is held until the commit, so ids are in commit order
     * and a reader that goes on after an id misses none; the price is that commits with events queue up. It is taken last,
     * when the transaction has all its other locks, so that nobody who holds it waits for anything but the disk.
     */
    private static final long NUMBERING = 0x436F6F6B_0001L;

    /** In arrays of ids, which hold no null: no row has it. */
    private static final long NONE = 0;

    private static final String COLUMNS = """
            SELECT event_id, at, type, version, repo_id, branch_id,
                   ARRAY(SELECT key FROM jsonb_each_text(data) ORDER BY key) AS names,
                   ARRAY(SELECT value FROM jsonb_each_text(data) ORDER BY key) AS values
            FROM event
            """;

    private final Handle handle;
    private final Instant now;
    private final UnaryOperator<String> redact;
    private final List<Told> told = new ArrayList<>();

    /** What the table will say once the transaction commits. */
    private record Told(Optional<RepoId> repo, Optional<BranchId> branch, Fact fact) {}

    Events(Handle handle, Instant now, UnaryOperator<String> redact) {
        this.handle = handle;
        this.now = now;
        this.redact = redact;
    }

    /** Appends a fact about a branch. It is written, and can be read, when the transaction commits. */
    public void append(RepoId repo, BranchId branch, BranchFact fact) {
        append(Optional.of(repo), Optional.of(branch), fact);
    }

    /** Appends a fact about a repository. */
    public void append(RepoId repo, RepoFact fact) {
        append(repo, Optional.empty(), fact);
    }

    /** Appends a fact about a repository that belongs to the story of a branch, if that is one. */
    public void append(RepoId repo, Optional<BranchId> branch, RepoFact fact) {
        append(Optional.of(repo), branch, fact);
    }

    /** Appends a fact about the server. */
    public void append(AccountFact fact) {
        append(Optional.empty(), Optional.empty(), fact);
    }

    /** Appends a fact before all that this transaction appended so far. */
    public void appendFirst(RepoId repo, Optional<BranchId> branch, RepoFact fact) {
        told.addFirst(new Told(Optional.of(repo), branch, fact));
    }

    private void append(Optional<RepoId> repo, Optional<BranchId> branch, Fact fact) {
        told.add(new Told(repo, branch, fact));
    }

    /** Whether something is still to be written. */
    boolean pending() {
        return !told.isEmpty();
    }

    /** Writes what was appended, in one statement: the last one of its transaction. Answers which branches it is about. */
    Set<BranchId> flush() {
        if (told.isEmpty()) {
            return Set.of();
        }
        Set<BranchId> about =
                told.stream().flatMap(event -> event.branch().stream()).collect(Collectors.toSet());
        List<Long> repos = new ArrayList<>();
        List<Long> branches = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<Integer> versions = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Told event : told) {
            repos.add(event.repo().map(RepoId::value).orElse(NONE));
            branches.add(event.branch().map(BranchId::value).orElse(NONE));
            types.add(event.fact().type());
            versions.add(event.fact().version());
            event.fact().data().forEach((name, value) -> {
                positions.add(types.size());
                names.add(name);
                values.add(redact.apply(value).replace("\0", "\uFFFD"));
            });
        }
        handle.createUpdate("""
                        WITH numbered AS MATERIALIZED (SELECT pg_advisory_xact_lock(:lock))
                        INSERT INTO event (at, repo_id, branch_id, type, version, data)
                        SELECT :at, nullif(repo, :none), nullif(branch, :none), type, version, coalesce(data, '{}')
                        FROM numbered
                        CROSS JOIN unnest(:repos, :branches, :types, :versions)
                            WITH ORDINALITY AS e (repo, branch, type, version, position)
                        LEFT JOIN (
                            SELECT position, jsonb_object_agg(name, value) AS data
                            FROM unnest(:positions, :names, :values) AS f (position, name, value) GROUP BY position
                        ) AS facts USING (position)
                        ORDER BY position
                        """)
                .bind("lock", NUMBERING)
                .bind("at", now)
                .bind("none", NONE)
                .bindArray("repos", Long.class, repos)
                .bindArray("branches", Long.class, branches)
                .bindArray("types", String.class, types)
                .bindArray("versions", Integer.class, versions)
                .bindArray("positions", Integer.class, positions)
                .bindArray("names", String.class, names)
                .bindArray("values", String.class, values)
                .execute();
        told.clear();
        return about;
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

    /**
     * The number of the last event before a time, 0 where there is none, for whoever wants what came since. Numbers are in
     * the order of commits and times are when the transactions began, so around the time itself events may be off by as
     * long as a transaction takes. Found by halving, with one look at the primary key each: times have no index.
     */
    public long lastBefore(Instant at) {
        long before = 0;
        long last = newest();
        while (before < last) {
            long middle = before + (last - before) / 2;
            Optional<OffsetDateTime> time = handle.createQuery(
                            "SELECT at FROM event WHERE event_id > :after ORDER BY event_id LIMIT 1")
                    .bind("after", middle)
                    .mapTo(OffsetDateTime.class)
                    .findOne();
            if (time.filter(found -> found.toInstant().isBefore(at)).isPresent()) {
                before = middle + 1;
            } else {
                last = middle;
            }
        }
        return before;
    }

    private static Event read(ResultSet row, StatementContext context) throws SQLException {
        long repo = row.getLong("repo_id");
        long branch = row.getLong("branch_id");
        return new Event(
                new EventId(row.getLong("event_id")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                repo == 0 ? Optional.empty() : Optional.of(new RepoId(repo)),
                branch == 0 ? Optional.empty() : Optional.of(new BranchId(branch)),
                Fact.parse(
                        row.getString("type"),
                        row.getInt("version"),
                        pairs(row.getArray("names"), row.getArray("values"))));
    }

    private static Map<String, String> pairs(Array names, Array values) throws SQLException {
        String[] keys = (String[]) names.getArray();
        String[] texts = (String[]) values.getArray();
        Map<String, String> data = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            // Cook writes no null; a value that is none says as little as a key that is missing.
            if (texts[i] != null) {
                data.put(keys[i], texts[i]);
            }
        }
        return data;
    }
}
