package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The branch table. Whoever changes a branch has locked its row first, with {@link #lock}. */
public final class Branches {
    static final RowMapper<Branch> BRANCH = Row.mapper(row -> new Branch(
            new BranchId(row.number("branch_id")),
            new RepoId(row.number("repo_id")),
            new BranchName(row.text("name")),
            row.word("state", BranchState.class),
            new BranchName(row.text("target")),
            row.word("landing", Landing.class),
            task(row),
            row.oid("started_from"),
            row.text("started_by"),
            row.maybeText("land_by"),
            row.count("feedbacks"),
            row.maybeText("waits_for"),
            row.maybeText("hold"),
            row.maybeOid("landed_as"),
            row.time("created_at"),
            row.maybeTime("ended_at")));

    private final Handle handle;
    private final Instant now;

    Branches(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Begins the life of a branch. */
    public Branch start(
            RepoId repo,
            BranchName name,
            BranchName target,
            Landing landing,
            Optional<Branch.Task> task,
            Oid startedFrom,
            String startedBy) {
        return startAll(repo, List.of(new Begun(name, startedFrom)), target, landing, task, startedBy)
                .getFirst();
    }

    /** A branch that begins, and where it starts from. */
    public record Begun(BranchName name, Oid tip) {}

    /** The same for many branches at once. */
    public List<Branch> startAll(
            RepoId repo,
            List<Begun> begun,
            BranchName target,
            Landing landing,
            Optional<Branch.Task> task,
            String startedBy) {
        return handle.createQuery("""
                        INSERT INTO branch (repo_id, name, state, target, landing, agent, prompt, environment,
                                            started_from, started_by, created_at, changed_at)
                        SELECT :repo, name, <BranchState.ACTIVE>, :target, :landing, :agent, :prompt, :environment, tip, :by, :now, :now
                        FROM unnest(:names, :tips) WITH ORDINALITY AS b (name, tip, position)
                        ORDER BY position
                        RETURNING *
                        """)
                .bind("repo", repo.value())
                .bindArray(
                        "names",
                        String.class,
                        begun.stream().map(branch -> branch.name().value()).toList())
                .bind("tips", RefRows.column(begun, branch -> Optional.of(branch.tip())))
                .bind("target", target.value())
                .bind("landing", landing.word())
                .bind("agent", task.map(Branch.Task::agent).orElse(null))
                .bind("prompt", task.map(Branch.Task::prompt).orElse(null))
                .bind("environment", task.flatMap(Branch.Task::environment).orElse(null))
                .bind("by", startedBy)
                .bind("now", now)
                .map(BRANCH)
                .list();
    }

    public Optional<Branch> get(BranchId id) {
        return handle.createQuery("SELECT * FROM branch WHERE branch_id = :id")
                .bind("id", id.value())
                .map(BRANCH)
                .findOne();
    }

    /** Locks a branch's row until the end of the transaction, and reads it after that. */
    public Branch lock(BranchId id) {
        return handle.createQuery("SELECT * FROM branch WHERE branch_id = :id FOR UPDATE")
                .bind("id", id.value())
                .map(BRANCH)
                .one();
    }

    /** Locks the rows of branches, all in the order of their ids, and reads them after that. */
    public List<Branch> lockAll(Collection<BranchId> ids) {
        return handle.createQuery("SELECT * FROM branch WHERE branch_id = ANY (:ids) ORDER BY branch_id FOR UPDATE")
                .bindArray("ids", Long.class, ids.stream().map(BranchId::value).toList())
                .map(BRANCH)
                .list();
    }

    /** The present life of the branch of that name. */
    public Optional<Branch> alive(RepoId repo, BranchName name) {
        return handle.createQuery("SELECT * FROM branch WHERE repo_id = :repo AND name = :name AND ended_at IS NULL")
                .bind("repo", repo.value())
                .bind("name", name.value())
                .map(BRANCH)
                .findOne();
    }

    /** The present lives of the branches of those names. */
    public List<Branch> alive(RepoId repo, Collection<BranchName> names) {
        return handle.createQuery(
                        "SELECT * FROM branch WHERE repo_id = :repo AND name = ANY (:names) AND ended_at IS NULL")
                .bind("repo", repo.value())
                .bindArray(
                        "names",
                        String.class,
                        names.stream().map(BranchName::value).toList())
                .map(BRANCH)
                .list();
    }

    /** The present life of the branch of that name, or else the last one that ended. */
    public Optional<Branch> latest(RepoId repo, BranchName name) {
        return handle.createQuery(
                        "SELECT * FROM branch WHERE repo_id = :repo AND name = :name ORDER BY branch_id DESC LIMIT 1")
                .bind("repo", repo.value())
                .bind("name", name.value())
                .map(BRANCH)
                .findOne();
    }

    /** Branches in any of the given states of all repositories, oldest change first. */
    public List<Branch> inState(BranchState... states) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT * FROM branch
                        WHERE ended_at IS NULL AND state = ANY(:states)
                        ORDER BY changed_at, branch_id
                        """)
                        .bindArray(
                                "states",
                                String.class,
                                Arrays.stream(states).map(BranchState::word).toList()),
                BRANCH);
    }

    /** A repository's branches that are alive, newest first, at most {@code limit}. */
    public List<Branch> alive(RepoId repo, int limit) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT * FROM branch WHERE repo_id = :repo AND ended_at IS NULL
                        ORDER BY branch_id DESC LIMIT :limit
                        """).bind("repo", repo.value()).bind("limit", limit), BRANCH);
    }

    /**
     * The tips, by ref, of a repository's branches that go on without a person: an agent works on them, or they are about
     * to be judged or to land.
     */
    public Map<String, Oid> onTheirWay(RepoId repo) {
        return handle.createQuery("""
                        SELECT r.name, r.object_id FROM branch b
                        JOIN ref r ON r.repo_id = b.repo_id AND r.name = 'refs/heads/' || b.name
                        WHERE b.repo_id = :repo AND b.ended_at IS NULL AND b.waits_for IS NULL
                              AND (b.state <> <BranchState.ACTIVE> OR EXISTS (
                                  SELECT FROM session s WHERE s.branch_id = b.branch_id AND s.ended_at IS NULL))
                        """)
                .bind("repo", repo.value())
                .map(Row.mapper(row -> Map.entry(row.text("name"), row.oid("object_id"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The branch that a form of somebody started, by the number of the form. */
    public Optional<Branch> startedWith(String by, String key) {
        return handle.createQuery("SELECT * FROM branch WHERE started_by = :by AND start_key = :key")
                .bind("by", by)
                .bind("key", key)
                .map(BRANCH)
                .findOne();
    }

    /** Remembers which form started a branch, so that it starts no other when it is sent again. */
    public void rememberStart(BranchId id, String key) {
        handle.createUpdate("UPDATE branch SET start_key = :key WHERE branch_id = :id")
                .bind("key", key)
                .bind("id", id.value())
                .execute();
    }

    /**
     * A page of a repository's branches, whatever became of them, the one that started last first.
     *
     * @param states empty: whatever their state
     * @param startedBy only those of an account
     * @param text words that the name or the prompt holds; without any, nothing is searched for
     * @param before branches that started before this one; 0: from the start of the list
     */
    public List<Branch> page(
            RepoId repo, List<BranchState> states, Optional<String> startedBy, String text, long before, int limit) {
        return ReadableRows.list(
                handle.createQuery("""
                                SELECT * FROM branch
                                WHERE repo_id = :repo AND (:before = 0 OR branch_id < :before)
                                  AND (:by::text IS NULL OR started_by = :by)
                                  AND (cardinality(:states) = 0 OR state = ANY(:states))
                                  AND (:words::text IS NULL OR
                                       to_tsvector('simple', regexp_replace(name || ' ' || coalesce(left(prompt, 2000), ''), '[^[:alnum:]]+', ' ', 'g'))
                                       @@ to_tsquery('simple', :words))
                                ORDER BY branch_id DESC LIMIT :limit
                                """)
                        .bind("repo", repo.value())
                        .bind("before", before)
                        .bind("by", startedBy.orElse(null))
                        .bindArray(
                                "states",
                                String.class,
                                states.stream().map(BranchState::word).toList())
                        .bind("words", BranchLists.words(text).orElse(null))
                        .bind("limit", limit),
                BRANCH);
    }

    /** A repository's branches that ended, the last one first, at most {@code limit}. */
    public List<Branch> ended(RepoId repo, int limit) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT * FROM branch WHERE repo_id = :repo AND ended_at IS NOT NULL
                        ORDER BY ended_at DESC LIMIT :limit
                        """).bind("repo", repo.value()).bind("limit", limit), BRANCH);
    }

    /** Its author goes on working: an agent's next turn, or a new push. */
    public void markActive(BranchId id) {
        become(id, BranchState.ACTIVE, "waits_for = NULL");
    }

    /** Its author says that it is done. */
    public void markDone(BranchId id) {
        become(id, BranchState.DONE, "waits_for = NULL");
    }

    /** Somebody said that it shall land. */
    public void markQueued(BranchId id, String by) {
        become(
                id,
                BranchState.QUEUED,
                "land_by = :by, waits_for = NULL, queued_at = :now, queue_rank = nextval('queue_rank')",
                Map.of("by", by));
    }

    public void markLanded(BranchId id, Oid as) {
        become(id, BranchState.LANDED, "landed_as = :as, waits_for = NULL, ended_at = :now", Map.of("as", as.bytes()));
    }

    public void markAbandoned(BranchId id) {
        markAllAbandoned(List.of(id));
    }

    public void markAllAbandoned(Collection<BranchId> ids) {
        become(ids, BranchState.ABANDONED, "waits_for = NULL, ended_at = :now", Map.of());
    }

    /** Says what a person has to do before the branch can go on. */
    public void waitFor(BranchId id, String what) {
        waitFor(id, what, Optional.empty());
    }

    /** The same, until the target is something else than this tip; zeros stand for a target that does not exist. */
    public void waitForTarget(BranchId id, String what, Oid tip) {
        waitFor(id, what, Optional.of(tip));
    }

    private void waitFor(BranchId id, String what, Optional<Oid> tip) {
        handle.createUpdate("""
                        UPDATE branch SET waits_for = :what, waits_on = :tip, changed_at = :now WHERE branch_id = :id
                        """)
                .bind("what", what)
                .bind("tip", tip.map(Oid::bytes).orElse(null))
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /** What a branch waits for is so of this tip of its target as well. */
    public void waitOn(BranchId id, Oid tip) {
        handle.createUpdate("UPDATE branch SET waits_on = :tip WHERE branch_id = :id AND waits_for IS NOT NULL")
                .bind("tip", tip.bytes())
                .bind("id", id.value())
                .execute();
    }

    /** The target's tip for which a branch waits; empty: it does not wait, or for something else. */
    public Optional<Oid> waitsOn(BranchId id) {
        return handle.createQuery("""
                        SELECT waits_on FROM branch
                        WHERE branch_id = :id AND waits_for IS NOT NULL AND waits_on IS NOT NULL
                        """)
                .bind("id", id.value())
                .map(Row.mapper(row -> row.oid("waits_on")))
                .findOne();
    }

    /** Nobody has to do anything any more: a push or an answer came. */
    public void stopWaiting(BranchId id) {
        set(id, "waits_for = NULL");
    }

    /** Notes that somebody works on a branch by hand; says whether that is news. */
    public boolean addHand(BranchId id, String name) {
        return handle.createUpdate("""
                        INSERT INTO branch_hand (branch_id, name, since) VALUES (:id, :name, :now) ON CONFLICT DO NOTHING
                        """)
                        .bind("id", id.value())
                        .bind("name", name)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    /** Who works, or worked, on a branch by hand. */
    public List<String> hands(BranchId id) {
        return handle.createQuery("SELECT name FROM branch_hand WHERE branch_id = :id ORDER BY since, name")
                .bind("id", id.value())
                .mapTo(String.class)
                .list();
    }

    public void setLanding(BranchId id, Landing landing) {
        handle.createUpdate("UPDATE branch SET landing = :landing, changed_at = :now WHERE branch_id = :id")
                .bind("landing", landing.word())
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    public void setTarget(BranchId id, BranchName target) {
        handle.createUpdate("UPDATE branch SET target = :target, changed_at = :now WHERE branch_id = :id")
                .bind("target", target.value())
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /**
     * A branch must not land without another.
     *
     * @param bindsBoth whether the other must not land without it either
     */
    public void need(BranchId id, RepoId repo, BranchName other, boolean bindsBoth) {
        handle.createUpdate("""
                        INSERT INTO branch_need (branch_id, needs_repo, needs_branch, binds_both)
                        VALUES (:id, :repo, :other, :both)
                        ON CONFLICT (branch_id, needs_repo, needs_branch) DO UPDATE SET binds_both = excluded.binds_both
                        """)
                .bind("id", id.value())
                .bind("repo", repo.value())
                .bind("other", other.value())
                .bind("both", bindsBoth)
                .execute();
    }

    /** Gives a branch that is alive a task for an agent; it is worked on from now. */
    public void assign(BranchId id, Branch.Task task) {
        become(
                id,
                BranchState.ACTIVE,
                "agent = :agent, prompt = :prompt, environment = nullif(:environment, ''), feedbacks = 0, waits_for = NULL",
                Map.of(
                        "agent", task.agent(),
                        "prompt", task.prompt(),
                        "environment", task.environment().orElse("")));
    }

    /** Counts a failure that goes back to the agent. */
    public void countFeedback(BranchId id) {
        set(id, "feedbacks = feedbacks + 1");
    }

    private void become(BranchId id, BranchState next, String assignments) {
        become(id, next, assignments, Map.of());
    }

    /** Follows an arrow of the life cycle, or stays where it is; an ended branch never changes. */
    private void become(BranchId id, BranchState next, String assignments, Map<String, ?> values) {
        become(List.of(id), next, assignments, values);
    }

    private void become(Collection<BranchId> ids, BranchState next, String assignments, Map<String, ?> values) {
        List<String> before = Arrays.stream(BranchState.values())
                .filter(state -> state.mayBecome(next) || (state == next && !next.ended()))
                .map(BranchState::word)
                .toList();
        int changed = handle.createUpdate("UPDATE branch SET state = :next, " + assignments + ", changed_at = :now"
                        + " WHERE branch_id = ANY(:ids) AND state = ANY(:before)")
                .bindMap(values)
                .bindArray("ids", Long.class, ids.stream().map(BranchId::value).toList())
                .bind("next", next.word())
                .bindArray("before", String.class, before)
                .bind("now", now)
                .execute();
        if (changed != ids.size()) {
            throw new IllegalStateException(ids.stream()
                    .map(id -> "branch " + id + " cannot become " + next.word() + " from "
                            + get(id).map(branch -> branch.state().word()).orElse("nothing"))
                    .collect(Collectors.joining("; ")));
        }
    }

    private void set(BranchId id, String assignments) {
        handle.createUpdate("UPDATE branch SET " + assignments + ", changed_at = :now WHERE branch_id = :id")
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    private static Optional<Branch.Task> task(Row row) throws SQLException {
        Optional<String> agent = row.maybeText("agent");
        Optional<String> environment = row.maybeText("environment");
        String prompt = row.maybeText("prompt").orElse("");
        return agent.map(name -> new Branch.Task(name, prompt, environment));
    }
}
