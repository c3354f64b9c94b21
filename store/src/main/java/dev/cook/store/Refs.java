package dev.cook.store;

import dev.cook.domain.Autosave;
import dev.cook.domain.AutosaveRef;
import dev.cook.domain.BranchId;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefDelta;
import dev.cook.domain.RefRefusal;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.RepoId;
import dev.cook.domain.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The refs of repositories and their log: tables ref, ref_log and push. Refs are <i>visible</i> unless they lie below
 * {@code refs/fossils/} or {@code refs/cook/}; those are read only by name or prefix, so that their number costs nothing.
 */
public final class Refs {
    /** The most refs that one batch may move: bounds the size of its statements and the time that the lock is held. */
    public static final int LARGEST_BATCH = 10_000;

    /** Rows fetched at once where all ids are streamed: about 100 KB. */
    private static final int FETCH = 4_096;

    /** Three ranges of the primary key leave out refs/cook/ and refs/fossils/ without reading them; '0' follows '/'. */
    static final String VISIBLE = """
            SELECT name, object_id, peeled_id, symbolic_target FROM ref
            WHERE repo_id = :repo AND name < 'refs/cook/' AND version <= :version
            UNION ALL
            SELECT name, object_id, peeled_id, symbolic_target FROM ref
            WHERE repo_id = :repo AND name >= 'refs/cook0' AND name < 'refs/fossils/' AND version <= :version
            UNION ALL
            SELECT name, object_id, peeled_id, symbolic_target FROM ref
            WHERE repo_id = :repo AND name >= 'refs/fossils0' AND version <= :version
            """;

    private final Handle handle;
    private final Instant now;
    private final Map<RepoId, Locked> locked = new HashMap<>();

    Refs(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** A repository whose refs this transaction may move, and those that it moved already. */
    private record Locked(long before, Set<String> moved) {
        long version() {
            return moved.isEmpty() ? before : before + 1;
        }
    }

    /**
     * Makes every other transaction that would move refs of this repository wait until this one ends. Call it before
     * reading what a later {@link #move} is decided on.
     *
     * @return the version of its refs
     */
    public long lock(RepoId repo) {
        return held(repo).version();
    }

    /**
     * Moves all refs or none. All moves of one transaction make one version, so a ref moves at most once in it.
     *
     * @throws IllegalArgumentException where a batch is empty, too large, or names a ref twice
     */
    public RefsOutcome move(RepoId repo, List<RefChange> changes, String who) {
        Set<String> names = new HashSet<>();
        for (RefChange change : changes) {
            if (!names.add(change.ref())) {
                throw new IllegalArgumentException(change.ref() + " is named twice in one batch");
            }
        }
        if (changes.isEmpty() || changes.size() > LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    "a batch moves 1 to " + LARGEST_BATCH + " refs, not " + changes.size() + "; push fewer at once");
        }
        Locked lock = held(repo);
        for (String name : names) {
            if (lock.moved().contains(name)) {
                throw new IllegalStateException(name + " moved already in this transaction");
            }
        }
        List<RefRefusal> refusals = RefChecks.refusals(handle, repo, changes);
        if (!refusals.isEmpty()) {
            return new RefsOutcome.Refused(refusals);
        }
        long version = lock.before() + 1;
        write(repo, changes, version, who);
        lock.moved().addAll(names);
        return new RefsOutcome.Moved(version);
    }

    /** What {@link #move} would refuse of a batch as refs stand now; without the lock, so it says nothing of a moment later. */
    public List<RefRefusal> refusals(RepoId repo, List<RefChange> changes) {
        return RefChecks.refusals(handle, repo, changes);
    }

    private Locked held(RepoId repo) {
        Locked held = locked.get(repo);
        if (held == null) {
            // The lock that an UPDATE of refs_version would take, without a gap in the versions where nothing moves.
            long version = handle.createQuery("""
                            SELECT refs_version FROM repo WHERE repo_id = :repo FOR NO KEY UPDATE
                            """)
                    .bind("repo", repo.value())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> new IllegalStateException("repository " + repo + " is not there"));
            held = new Locked(version, new HashSet<>());
            locked.put(repo, held);
        }
        return held;
    }

    private void write(RepoId repo, List<RefChange> changes, long version, String who) {
        List<String> names = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        for (RefChange change : changes) {
            names.add(change.ref());
            targets.add(change.symbolicTo().orElse(""));
            messages.add(change.message().replace("\0", "\uFFFD"));
        }
        // One round trip: all parts see the rows as they stood before it, and no name occurs twice.
        handle.createUpdate("""
                        WITH stamped AS (
                            UPDATE repo SET refs_version = :version, refs_at = greatest(refs_at, :now)
                            WHERE repo_id = :repo RETURNING refs_at
                        ), input AS (
                            SELECT name, object_id, peeled_id, nullif(target, '') AS target, message
                            FROM unnest(:names, :ids, :peeled, :targets, :messages)
                                 AS i (name, object_id, peeled_id, target, message)
                        ), logged AS (
                            INSERT INTO ref_log (repo_id, name, version, old_id, new_id, peeled_id, symbolic_target,
                                                 at, who, message, old_version, old_peeled, old_symref)
                            SELECT :repo, i.name, :version, r.object_id, i.object_id, i.peeled_id, i.target,
                                   refs_at, :who, i.message, r.version, r.peeled_id, r.symbolic_target
                            FROM input i CROSS JOIN stamped
                            LEFT JOIN ref r ON r.repo_id = :repo AND r.name = i.name
                        ), gone AS (
                            DELETE FROM ref r USING input i
                            WHERE r.repo_id = :repo AND r.name = i.name AND i.object_id IS NULL AND i.target IS NULL
                        ), kept AS (
                            INSERT INTO ref (repo_id, name, object_id, peeled_id, symbolic_target, version)
                            SELECT :repo, name, object_id, peeled_id, target, :version
                            FROM input WHERE object_id IS NOT NULL OR target IS NOT NULL
                            ON CONFLICT (repo_id, name) DO UPDATE
                            SET object_id = excluded.object_id, peeled_id = excluded.peeled_id,
                                symbolic_target = excluded.symbolic_target, version = excluded.version
                        )
                        INSERT INTO push (repo_id, version, at, who)
                        SELECT :repo, :version, refs_at, :who FROM stamped
                        ON CONFLICT (repo_id, version) DO NOTHING
                        """)
                .bind("repo", repo.value())
                .bind("version", version)
                .bind("now", now)
                .bind("who", who)
                .bindArray("names", String.class, names)
                .bind("ids", RefRows.column(changes, RefChange::to))
                .bind("peeled", RefRows.column(changes, RefChange::peeled))
                .bindArray("targets", String.class, targets)
                .bindArray("messages", String.class, messages)
                .execute();
    }

    /** Those of some objects that fossils' refs name: what a fetch may ask for although it was not shown. */
    public Set<Oid> fossils(RepoId repo, Collection<Oid> objects) {
        return named(handle.createQuery("""
                SELECT DISTINCT object_id FROM ref WHERE repo_id = :repo AND object_id = ANY (:objects)
                AND name LIKE 'refs/fossils/%'
                """), repo, objects);
    }

    /** Those of some objects that any session's environment saved last. */
    public Set<Oid> autosaves(RepoId repo, Collection<Oid> objects) {
        return named(handle.createQuery("""
                SELECT DISTINCT object_id FROM ref WHERE repo_id = :repo AND object_id = ANY (:objects)
                AND name >= 'refs/cook/autosave/' AND name < 'refs/cook/autosave0'
                """), repo, objects);
    }

    private static Set<Oid> named(Query query, RepoId repo, Collection<Oid> objects) {
        return query.bind("repo", repo.value())
                .bind("objects", RefRows.column(List.copyOf(objects), Optional::of))
                .map(Row.mapper(row -> row.oid("object_id")))
                .set();
    }

    /** What a session's environment saved last, and when; empty: nothing, or its branch ended and nothing in it was new. */
    public Optional<Autosave> autosave(RepoId repo, SessionId session) {
        return handle.createQuery("""
                        SELECT r.object_id, l.at FROM ref r
                        JOIN ref_log l ON l.repo_id = r.repo_id AND l.name = r.name AND l.version = r.version
                        WHERE r.repo_id = :repo AND r.name = :name AND r.object_id IS NOT NULL
                        """)
                .bind("repo", repo.value())
                .bind("name", AutosaveRef.of(session))
                .map(Row.mapper(row -> new Autosave(row.oid("object_id"), row.time("at"))))
                .findOne();
    }

    /** What the sessions of some branches saved last, by the branch; what has nothing is left out. */
    public List<BranchSave> autosaves(RepoId repo, Set<BranchId> branches) {
        return handle.createQuery("""
                        SELECT s.branch_id, s.session_id, r.object_id FROM session s
                        JOIN ref r ON r.repo_id = :repo AND r.name = :prefix || s.session_id AND r.object_id IS NOT NULL
                        WHERE s.branch_id = ANY (:branches) ORDER BY s.session_id
                        """)
                .bind("repo", repo.value())
                .bind("prefix", AutosaveRef.PREFIX)
                .bindArray(
                        "branches",
                        Long.class,
                        branches.stream().map(BranchId::value).toList())
                .map(Row.mapper(row -> new BranchSave(
                        new BranchId(row.number("branch_id")),
                        new SessionId(row.number("session_id")),
                        row.oid("object_id"))))
                .list();
    }

    /** What a session of a branch saved last. */
    public record BranchSave(BranchId branch, SessionId session, Oid commit) {}

    /** Who moved a ref since some time: names of accounts, environments and parts of Cook. */
    public Set<String> movers(RepoId repo, String name, Instant since) {
        return handle.createQuery("""
                        SELECT DISTINCT who FROM ref_log WHERE repo_id = :repo AND name = :name AND at >= :since
                        """)
                .bind("repo", repo.value())
                .bind("name", name)
                .bind("since", since)
                .map(Row.mapper(row -> row.text("who")))
                .set();
    }

    /** How a ref stands; any ref, also a fossil. */
    public Optional<NamedRef> get(RepoId repo, String name) {
        return handle.createQuery("""
                        SELECT name, object_id, peeled_id, symbolic_target FROM ref
                        WHERE repo_id = :repo AND name = :name
                        """)
                .bind("repo", repo.value())
                .bind("name", name)
                .map(Row.mapper(RefRows::ref))
                .findOne();
    }

    /** All visible refs, in no order that Java would know. */
    public List<NamedRef> visible(RepoId repo) {
        return visibleUpTo(repo, Long.MAX_VALUE);
    }

    private List<NamedRef> visibleUpTo(RepoId repo, long version) {
        return handle.createQuery(VISIBLE)
                .bind("repo", repo.value())
                .bind("version", version)
                .map(Row.mapper(RefRows::ref))
                .list();
    }

    /** All refs below a prefix that ends in '/', fossils as well if it names them. */
    public List<NamedRef> prefix(RepoId repo, String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("the prefix " + prefix + " does not end in '/'");
        }
        return handle.createQuery("""
                        SELECT name, object_id, peeled_id, symbolic_target FROM ref
                        WHERE repo_id = :repo AND name >= :prefix AND name < :end
                        """)
                .bind("repo", repo.value())
                .bind("prefix", prefix)
                .bind("end", prefix.substring(0, prefix.length() - 1) + "0")
                .map(Row.mapper(RefRows::ref))
                .list();
    }

    /** Whether a repository has any branch. */
    public boolean hasBranches(RepoId repo) {
        return handle.createQuery("""
                        SELECT EXISTS (SELECT FROM ref
                                       WHERE repo_id = :repo AND name >= 'refs/heads/' AND name < 'refs/heads0')
                        """)
                .bind("repo", repo.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** Counts the transactions that moved refs of this repository. */
    public long version(RepoId repo) {
        return handle.createQuery("SELECT refs_version FROM repo WHERE repo_id = :repo")
                .bind("repo", repo.value())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> new IllegalStateException("repository " + repo + " is not there"));
    }

    /** The version that stood at a time; empty before the first. */
    public Optional<Long> versionAt(RepoId repo, Instant at) {
        return handle.createQuery("""
                        SELECT version FROM push WHERE repo_id = :repo AND at <= :at ORDER BY at DESC, version DESC LIMIT 1
                        """)
                .bind("repo", repo.value())
                .bind("at", at)
                .mapTo(Long.class)
                .findOne();
    }

    /** The visible refs that moved after a version, as they stand now. */
    public List<RefDelta> changedSince(RepoId repo, long version) {
        return handle.createQuery("""
                        SELECT DISTINCT l.name AS moved, r.name, r.object_id, r.peeled_id, r.symbolic_target
                        FROM ref_log l LEFT JOIN ref r ON r.repo_id = l.repo_id AND r.name = l.name
                        WHERE l.repo_id = :repo AND l.version > :version
                          AND NOT starts_with(l.name, 'refs/fossils/') AND NOT starts_with(l.name, 'refs/cook/')
                        """)
                .bind("repo", repo.value())
                .bind("version", version)
                .map(Row.mapper(row -> new RefDelta(
                        row.text("moved"),
                        row.maybeText("name").isEmpty() ? Optional.empty() : Optional.of(RefRows.ref(row)))))
                .list();
    }

    /** The visible refs as they stood at a version. */
    public List<NamedRef> asOf(RepoId repo, long version) {
        List<NamedRef> refs = new ArrayList<>(visibleUpTo(repo, version));
        handle.createQuery("""
                        SELECT name, old_id AS object_id, old_peeled AS peeled_id, old_symref AS symbolic_target
                        FROM ref_log
                        WHERE repo_id = :repo AND old_version IS NOT NULL
                          AND int8range(old_version, version) @> cast(:version AS bigint)
                          AND NOT starts_with(name, 'refs/fossils/') AND NOT starts_with(name, 'refs/cook/')
                        """)
                .bind("repo", repo.value())
                .bind("version", version)
                .map(Row.mapper(RefRows::ref))
                .forEach(refs::add);
        return refs;
    }

    /** Hands over every id that any ref ever named, fossils included, each once. They are streamed: a log has no bound. */
    public void everNamed(RepoId repo, Consumer<Oid> each) {
        try (var ids = handle
                .createQuery("""
                        SELECT object_id FROM ref WHERE repo_id = :repo AND object_id IS NOT NULL
                        UNION SELECT new_id FROM ref_log WHERE repo_id = :repo AND new_id IS NOT NULL
                        UNION SELECT old_id FROM ref_log WHERE repo_id = :repo AND old_id IS NOT NULL
                        """)
                .bind("repo", repo.value())
                .setFetchSize(FETCH)
                .map(Row.mapper(row -> row.oid("object_id")))
                .stream()) {
            ids.forEach(each);
        }
    }

    /**
     * By ref a branch that differs from it only in the case of ASCII letters, where there is one: some file systems cannot
     * hold both.
     */
    public Map<String, String> caseTwins(RepoId repo, Collection<String> refs) {
        return handle.createQuery("""
                        SELECT i.name, t.name AS twin FROM unnest(:names) AS i (name)
                        CROSS JOIN LATERAL (
                            SELECT name FROM ref
                            WHERE repo_id = :repo AND lower(name) = lower(i.name COLLATE "C")
                              AND name LIKE 'refs/heads/%' AND name <> i.name
                            LIMIT 1
                        ) t
                        """)
                .bind("repo", repo.value())
                .bindArray("names", String.class, List.copyOf(refs))
                .map(Row.mapper(row -> Map.entry(row.text("name"), row.text("twin"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
