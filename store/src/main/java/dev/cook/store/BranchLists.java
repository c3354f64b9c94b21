package dev.cook.store;

import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.RepoId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Which branches a board lists, and in which order; {@link Overview#lines} has what there is to say of each. Apart, so that
 * what is costly to say is looked up for the lines of one page alone. Changes nothing.
 */
public final class BranchLists {
    /** Of a list that is counted: beyond that nobody needs to know how many. */
    public static final int COUNTED = 1_000;

    /** Words of a search: what somebody types. */
    private static final int MOST_WORDS = 8;

    private final Handle handle;

    BranchLists(Handle handle) {
        this.handle = handle;
    }

    /**
     * Which branches are asked for.
     *
     * @param startedBy only those of an account
     */
    public record Scope(List<RepoId> repos, Optional<String> startedBy) {
        public Scope {
            repos = List.copyOf(repos);
        }
    }

    /**
     * A branch that goes on only when a person does something.
     *
     * @param ready its gates passed, and somebody with the land role has to say that it lands
     * @param asks its agent asked a question that nobody has answered
     * @param own whoever looks started it, or has a hand in it
     */
    public record Waiting(BranchId branch, boolean ready, boolean asks, boolean own) {}

    /**
     * Branches that go on only when a person does something, the longest unchanged first, at most {@link #COUNTED}. Those that
     * wait for answers of people or other systems are not among them: whoever can give one has it in {@link
     * Overview#approvals}.
     *
     * @param scope repositories in which whoever looks may do something about it
     * @param landable those of them in which branches count that passed, and somebody has to say that they land
     * @param me the name of whoever looks
     */
    public List<Waiting> waiting(Scope scope, List<RepoId> landable, String me) {
        return bind(handle.createQuery("""
                        SELECT b.branch_id, judged.passed,
                               b.started_by = :me OR EXISTS (
                                   SELECT FROM branch_hand h WHERE h.branch_id = b.branch_id AND h.name = :me) AS own,
                               NOT judged.passed AND coalesce((
                                   SELECT e.type = <SessionFact.Asked> FROM event e
                                   WHERE e.branch_id = b.branch_id
                                         AND e.type IN (<SessionFact.Asked>, <BranchFact.Waited>, <SessionFact.Told>)
                                   ORDER BY e.event_id DESC LIMIT 1), false) AS asks
                        FROM branch b
                        LEFT JOIN LATERAL (
                            SELECT candidate_id, state, planned_at FROM candidate
                            WHERE candidate_id = (SELECT max(m.candidate_id) FROM candidate_member m WHERE m.branch_id = b.branch_id)
                        ) c ON true
                        LEFT JOIN LATERAL (
                            SELECT count(*) FILTER (WHERE state IN <GateRunState.isFailure>) AS failed,
                                   count(*) FILTER (WHERE state NOT IN <GateRunState.over>) AS open,
                                   count(*) FILTER (WHERE state = <GateRunState.WAITING>) AS asked
                            FROM (SELECT DISTINCT ON (name) state FROM gate_run
                                  WHERE candidate_id = c.candidate_id ORDER BY name, attempt DESC) AS latest
                        ) g ON true
                        CROSS JOIN LATERAL (
                            SELECT coalesce(b.state = <BranchState.DONE> AND c.state = <CandidateState.OPEN>
                                            AND c.planned_at IS NOT NULL AND g.open = 0 AND g.failed = 0, false) AS passed
                        ) AS judged
                        WHERE b.ended_at IS NULL AND (b.waits_for IS NOT NULL OR b.state = <BranchState.DONE>)
                          AND b.repo_id = ANY(:repos) AND (:by::text IS NULL OR b.started_by = :by)
                          AND CASE WHEN judged.passed
                              THEN b.repo_id = ANY(:landable) AND b.hold IS NULL
                                   AND (b.waits_for IS NOT NULL OR b.landing = <Landing.ASK>)
                              ELSE b.waits_for IS NOT NULL
                                   AND NOT coalesce(c.state = <CandidateState.OPEN> AND g.asked > 0 AND g.failed = 0, false)
                              END
                        ORDER BY b.changed_at, b.branch_id LIMIT :limit
                        """), scope)
                .bindArray("landable", Long.class, ids(landable))
                .bind("me", me)
                .bind("limit", COUNTED)
                .map(Row.mapper(row -> new Waiting(
                        new BranchId(row.number("branch_id")), row.flag("passed"), row.flag("asks"), row.flag("own"))))
                .list();
    }

    /** Branches that are in a queue and wait for nobody, the one that waits longest first, at most {@link #COUNTED}. */
    public List<BranchId> queued(Scope scope) {
        return ids(bind(handle.createQuery("""
                        SELECT branch_id FROM branch
                        WHERE state = <BranchState.QUEUED> AND ended_at IS NULL AND waits_for IS NULL
                          AND repo_id = ANY(:repos) AND (:by::text IS NULL OR started_by = :by)
                        ORDER BY queued_at, branch_id LIMIT :limit
                        """), scope).bind("limit", COUNTED));
    }

    /** Branches that landed, the last one first, of a list that goes on after {@code skip} of them. */
    public List<BranchId> landed(Scope scope, int skip, int limit) {
        return ids(bind(handle.createQuery("""
                        SELECT newest.branch_id FROM unnest(:repos) AS wanted (repo_id)
                        CROSS JOIN LATERAL (
                            SELECT branch_id, ended_at FROM branch
                            WHERE branch.repo_id = wanted.repo_id AND ended_at IS NOT NULL AND state = <BranchState.LANDED>
                              AND (:by::text IS NULL OR started_by = :by)
                            ORDER BY ended_at DESC LIMIT :skip + :limit
                        ) AS newest
                        ORDER BY newest.ended_at DESC OFFSET :skip LIMIT :limit
                        """), scope).bind("skip", skip).bind("limit", limit));
    }

    /**
     * Branches whose name or prompt holds words that begin like those of a text, the one that started last first.
     *
     * @param states empty: whatever their state
     */
    public List<BranchId> found(Scope scope, String text, List<BranchState> states, int skip, int limit) {
        Optional<String> words = words(text);
        if (words.isEmpty()) {
            return List.of();
        }
        return ids(bind(handle.createQuery("""
                        SELECT branch_id FROM branch
                        WHERE to_tsvector('simple', regexp_replace(name || ' ' || coalesce(left(prompt, 2000), ''), '[^[:alnum:]]+', ' ', 'g'))
                              @@ to_tsquery('simple', :words)
                          AND repo_id = ANY(:repos) AND (:by::text IS NULL OR started_by = :by)
                          AND (cardinality(:states) = 0 OR state = ANY(:states))
                        ORDER BY branch_id DESC OFFSET :skip LIMIT :limit
                        """), scope)
                .bind("words", words.get())
                .bindArray(
                        "states",
                        String.class,
                        states.stream().map(BranchState::word).toList())
                .bind("skip", skip)
                .bind("limit", limit));
    }

    /** A search as PostgreSQL reads it: each word may go on, and all have to be there. Empty: nothing to look for. */
    static Optional<String> words(String text) {
        String query = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{IsAlphabetic}\\p{IsDigit}]+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .map(word -> word + ":*")
                .collect(Collectors.joining(" & "));
        return query.isEmpty() ? Optional.empty() : Optional.of(query);
    }

    static Query bind(Query query, Scope scope) {
        return query.bindArray("repos", Long.class, ids(scope.repos()))
                .bind("by", scope.startedBy().orElse(null));
    }

    private static List<BranchId> ids(Query query) {
        return query.map(Row.mapper(row -> new BranchId(row.number("branch_id"))))
                .list();
    }

    private static List<Long> ids(List<RepoId> repos) {
        return repos.stream().map(RepoId::value).toList();
    }
}
