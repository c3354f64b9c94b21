package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** What the queue of a target is read from, and what it decided. */
public final class Queues {
    /** Candidates whose outcome is recent: as many as a busy target ends in a day or two. */
    private static final int RECENT = 100;

    private final Handle handle;
    private final Instant now;

    Queues(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Where branches land. */
    public record Target(RepoId repo, BranchName name) {}

    /** Targets that branches are queued for, or that have candidates nobody may need any more. */
    public List<Target> targets() {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT repo_id, target FROM branch WHERE state = <BranchState.QUEUED> AND ended_at IS NULL
                        UNION
                        SELECT repo_id, target FROM candidate WHERE state = <CandidateState.OPEN>
                        ORDER BY repo_id, target
                        """),
                Row.mapper(row -> new Target(new RepoId(row.number("repo_id")), new BranchName(row.text("target")))));
    }

    /**
     * A branch whose author says that it is done.
     *
     * @param tip empty: its ref is gone
     * @param targetTip empty: its target does not exist
     * @param waitsOn the target's tip for which it waits; empty: it does not wait, or for something else
     * @param landerMay whether who let it land may still do so; true where nobody did
     */
    public record Submitted(
            Branch branch, Optional<Oid> tip, Optional<Oid> targetTip, Optional<Oid> waitsOn, boolean landerMay) {}

    private static final RowMapper<Submitted> SUBMITTED = (result, context) -> {
        Branch branch = Branches.BRANCH.map(result, context);
        return Row.mapper(row -> new Submitted(
                        branch,
                        row.maybeOid("tip"),
                        row.maybeOid("target_tip"),
                        row.maybeOid("still_waits_on"),
                        row.flag("lander_may")))
                .map(result, context);
    };

    /** All branches that are done or queued, oldest change first. */
    public List<Submitted> submitted() {
        return ReadableRows.list(submitted("""
                WHERE b.ended_at IS NULL AND b.state IN (<BranchState.DONE>, <BranchState.QUEUED>)
                ORDER BY b.changed_at, b.branch_id
                """), SUBMITTED);
    }

    /** The same of one branch, whatever its state. */
    public Optional<Submitted> submitted(BranchId branch) {
        return submitted("WHERE b.branch_id = :branch")
                .bind("branch", branch.value())
                .map(SUBMITTED)
                .findOne();
    }

    private Query submitted(String where) {
        return handle.createQuery("""
                        SELECT b.*, r.object_id AS tip, t.object_id AS target_tip,
                               CASE WHEN b.waits_for IS NOT NULL THEN b.waits_on END AS still_waits_on,
                               b.land_by IS NULL OR coalesce(a.site_admin OR o.role IN <Role.mayLand>, false) AS lander_may
                        FROM branch b
                        LEFT JOIN ref r ON r.repo_id = b.repo_id AND r.name = 'refs/heads/' || b.name
                        LEFT JOIN ref t ON t.repo_id = b.repo_id AND t.name = 'refs/heads/' || b.target
                        LEFT JOIN account a ON a.name = b.land_by
                        LEFT JOIN repo_role o ON o.account_id = a.account_id AND o.repo_id = b.repo_id
                        """ + where);
    }

    /**
     * A branch that is done or queued, waits for nobody, and whose newest candidate failed, or conflicts with its target.
     *
     * @param isCurrent whether that candidate is of the branch as it is now
     */
    public record Rejected(Branch branch, boolean isCurrent) {}

    /** What conflicts only with what is ahead in the queue may yet land. */
    public List<Rejected> rejected() {
        return ReadableRows.list(handle.createQuery("""
                        SELECT b.*, r.object_id IS NOT DISTINCT FROM c.branch_tip AS current
                        FROM branch b
                        LEFT JOIN ref r ON r.repo_id = b.repo_id AND r.name = 'refs/heads/' || b.name
                        CROSS JOIN LATERAL (SELECT max(m.candidate_id) AS candidate_id FROM candidate_member m
                                            WHERE m.branch_id = b.branch_id) AS newest
                        JOIN candidate c ON c.candidate_id = newest.candidate_id
                        WHERE b.ended_at IS NULL AND b.state IN (<BranchState.DONE>, <BranchState.QUEUED>)
                              AND b.waits_for IS NULL
                              AND (c.state = <CandidateState.FAILED>
                                   OR c.state = <CandidateState.CONFLICTING> AND c.built_on IS NULL)
                        ORDER BY b.changed_at, b.branch_id
                        """), (result, context) -> {
            Branch branch = Branches.BRANCH.map(result, context);
            return Row.mapper(row -> new Rejected(branch, row.flag("current"))).map(result, context);
        });
    }

    /**
     * A branch in a queue.
     *
     * @param tip empty: its ref is gone
     * @param failedIn how many branches the smallest group had in which it failed; 0: in none
     * @param screened whether it passed alone, as it is now
     * @param rejected whether it failed as it is, since it was queued
     */
    public record Line(
            Branch branch,
            Optional<Oid> tip,
            int priority,
            Instant queuedAt,
            int failedIn,
            boolean screened,
            boolean rejected) {}

    /** The branches that shall land on a target and wait for nobody, in the order in which they land. */
    public List<Line> lines(RepoId repo, BranchName target) {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT b.*, r.object_id AS tip, split.failed_in, coalesce(newest.rejected, false) AS rejected,
                               EXISTS (
                                   SELECT FROM candidate_member m JOIN candidate c USING (candidate_id)
                                   WHERE m.branch_id = b.branch_id AND m.branch_tip = r.object_id
                                         AND c.state = <CandidateState.SCREENED>) AS screened
                        FROM branch b
                        LEFT JOIN ref r ON r.repo_id = b.repo_id AND r.name = 'refs/heads/' || b.name
                        LEFT JOIN LATERAL (
                            SELECT min(size.branches)::integer AS failed_in
                            FROM candidate_member m
                            JOIN candidate c USING (candidate_id)
                            JOIN LATERAL (
                                SELECT count(*) AS branches FROM candidate_member o WHERE o.candidate_id = c.candidate_id
                            ) AS size ON true
                            WHERE m.branch_id = b.branch_id AND m.branch_tip = r.object_id
                                  AND c.state = <CandidateState.SPLIT> AND c.built_at >= b.queued_at
                        ) AS split ON true
                        LEFT JOIN LATERAL (
                            SELECT c.state = <CandidateState.FAILED> AND c.branch_tip = r.object_id AND c.built_at >= b.queued_at AS rejected
                            FROM candidate c
                            WHERE c.candidate_id =
                                  (SELECT max(m.candidate_id) FROM candidate_member m WHERE m.branch_id = b.branch_id)
                        ) AS newest ON true
                        WHERE b.repo_id = :repo AND b.target = :target AND b.state = <BranchState.QUEUED> AND b.ended_at IS NULL
                              AND b.waits_for IS NULL
                        ORDER BY b.priority DESC, b.queue_rank
                        """).bind("repo", repo.value()).bind("target", target.value()),
                (result, context) -> {
                    Branch branch = Branches.BRANCH.map(result, context);
                    return Row.mapper(row -> new Line(
                                    branch,
                                    row.maybeOid("tip"),
                                    row.count("priority"),
                                    row.time("queued_at"),
                                    row.count("failed_in"),
                                    row.flag("screened"),
                                    row.flag("rejected")))
                            .map(result, context);
                });
    }

    /**
     * The open candidates of a target, and the newest of each branch in its queue if it conflicts; oldest first. One whose
     * branch is done, but shall not land yet, is not the queue's.
     */
    public List<Candidate> candidates(RepoId repo, BranchName target) {
        return ReadableRows.list(
                handle.createQuery(Candidates.SELECT + """
                        WHERE candidate_id IN (
                            SELECT o.candidate_id FROM candidate o
                            WHERE o.repo_id = :repo AND o.target = :target AND o.state = <CandidateState.OPEN> AND NOT EXISTS (
                                SELECT FROM branch b WHERE b.branch_id = o.branch_id AND b.state = <BranchState.DONE>)
                            UNION ALL
                            SELECT c.candidate_id
                            FROM (SELECT max(m.candidate_id) AS candidate_id
                                  FROM branch b JOIN candidate_member m USING (branch_id)
                                  WHERE b.repo_id = :repo AND b.target = :target AND b.state = <BranchState.QUEUED> AND b.ended_at IS NULL
                                  GROUP BY b.branch_id) AS newest
                            JOIN candidate c USING (candidate_id)
                            WHERE c.repo_id = :repo AND c.target = :target AND c.state = <CandidateState.CONFLICTING>)
                        ORDER BY candidate_id
                        """)
                        .bind("repo", repo.value())
                        .bind("target", target.value()),
                Candidates.CANDIDATE);
    }

    /**
     * What became of the last branches of a target, at most {@value #RECENT} of their candidates.
     *
     * @param ended those whose gates came to an end
     * @param failed those of them that failed
     */
    public record Outcomes(int ended, int failed) {}

    public Outcomes outcomes(RepoId repo, BranchName target) {
        return handle.createQuery("""
                        SELECT count(*)::integer AS ended,
                               count(*) FILTER (WHERE c.state = <CandidateState.FAILED>)::integer AS failed
                        FROM (SELECT candidate_id, state FROM candidate
                              WHERE repo_id = :repo AND target = :target AND state IN <CandidateState.isJudged>
                              ORDER BY candidate_id DESC LIMIT :recent) AS c
                        JOIN candidate_member m USING (candidate_id)
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("recent", RECENT)
                .map(Row.mapper(row -> new Outcomes(row.count("ended"), row.count("failed"))))
                .one();
    }

    /**
     * What branches must not land without.
     *
     * @param branch the one that has the need
     * @param other the newest branch of that name
     * @param name of the other as people write it
     */
    public record Need(BranchId branch, Branch other, String name) {}

    private static final RowMapper<Need> NEED = (result, context) -> {
        Branch other = Branches.BRANCH.map(result, context);
        return Row.mapper(row -> new Need(
                        new BranchId(row.number("needing")), other, row.text("repo_name") + "/" + other.name()))
                .map(result, context);
    };

    /**
     * What branches need, and what needs them and binds both: that keeps a branch only while it is alive itself.
     */
    public List<Need> needs(List<BranchId> branches) {
        return needing(branches).map(NEED).list();
    }

    /**
     * What the branches of a queue need.
     *
     * @param damaged those with a need that cannot be read: they do not land before it can
     */
    public record QueueNeeds(List<Need> needs, Set<BranchId> damaged) {}

    /** The same for all branches of a queue, where a damaged row stops only those that need it. */
    public QueueNeeds needsInQueue(List<BranchId> branches) {
        Set<BranchId> damaged = new HashSet<>();
        List<Need> needs =
                ReadableRows.list(needing(branches), NEED, "needing", number -> damaged.add(new BranchId(number)));
        return new QueueNeeds(needs, damaged);
    }

    private Query needing(List<BranchId> branches) {
        return handle.createQuery("""
                        WITH here AS (
                            SELECT * FROM branch WHERE branch_id = ANY(:branches) AND ended_at IS NULL
                        ), pair AS (
                            SELECT h.branch_id AS needing, o.branch_id AS needed
                            FROM here h JOIN branch_need n USING (branch_id)
                            JOIN LATERAL (
                                SELECT branch_id FROM branch WHERE repo_id = n.needs_repo AND name = n.needs_branch
                                ORDER BY branch_id DESC LIMIT 1
                            ) o ON true
                            UNION
                            SELECT h.branch_id, b.branch_id
                            FROM here h JOIN branch_need n ON n.needs_repo = h.repo_id AND n.needs_branch = h.name
                            JOIN branch b ON b.branch_id = n.branch_id
                            WHERE n.binds_both AND b.ended_at IS NULL AND b.repo_id <> h.repo_id
                        )
                        SELECT b.*, p.needing, r.name AS repo_name
                        FROM pair p JOIN branch b ON b.branch_id = p.needed JOIN repo r ON r.repo_id = b.repo_id
                        WHERE p.needing <> p.needed
                        ORDER BY p.needing, b.branch_id
                        """)
                .bindArray(
                        "branches",
                        Long.class,
                        branches.stream().map(BranchId::value).toList());
    }

    /** Keeps a branch from landing, or lets it go on. */
    public void hold(BranchId branch, Optional<String> why) {
        handle.createUpdate("UPDATE branch SET hold = :why, changed_at = :now WHERE branch_id = :branch")
                .bind("why", why.orElse(null))
                .bind("now", now)
                .bind("branch", branch.value())
                .execute();
    }

    public void setPriority(BranchId branch, int priority) {
        handle.createUpdate("UPDATE branch SET priority = :priority, changed_at = :now WHERE branch_id = :branch")
                .bind("priority", priority)
                .bind("now", now)
                .bind("branch", branch.value())
                .execute();
    }

    /** Where a queued branch stands among those of its priority. */
    public BigDecimal rank(BranchId branch) {
        return handle.createQuery("SELECT queue_rank FROM branch WHERE branch_id = :branch")
                .bind("branch", branch.value())
                .mapTo(BigDecimal.class)
                .one();
    }

    public void setRank(BranchId branch, BigDecimal rank) {
        handle.createUpdate("UPDATE branch SET queue_rank = :rank, changed_at = :now WHERE branch_id = :branch")
                .bind("rank", rank)
                .bind("now", now)
                .bind("branch", branch.value())
                .execute();
    }

    /**
     * What a queue decided, with what it saw.
     *
     * @param event the newest event at that time
     */
    public record Decided(long id, Instant at, long event, String inputs, String actions) {}

    /** Logs a decision; both texts are JSON. */
    public void decided(RepoId repo, BranchName target, String inputs, String actions) {
        handle.createUpdate("""
                        INSERT INTO queue_decision (repo_id, target, at, event_id, inputs, actions)
                        SELECT :repo, :target, :now, coalesce(max(event_id), 0), cast(:inputs AS jsonb), cast(:actions AS jsonb)
                        FROM event
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("now", now)
                .bind("inputs", inputs)
                .bind("actions", actions)
                .execute();
    }

    /** Decisions of a target's queue at or after an event, oldest first, at most {@code limit}. */
    public List<Decided> decisions(RepoId repo, BranchName target, long fromEvent, int limit) {
        return handle.createQuery("""
                        SELECT * FROM queue_decision
                        WHERE repo_id = :repo AND target = :target AND event_id >= :event
                        ORDER BY event_id, decision_id LIMIT :limit
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("event", fromEvent)
                .bind("limit", limit)
                .map(Row.mapper(row -> new Decided(
                        row.number("decision_id"),
                        row.time("at"),
                        row.number("event_id"),
                        row.text("inputs"),
                        row.text("actions"))))
                .list();
    }
}
