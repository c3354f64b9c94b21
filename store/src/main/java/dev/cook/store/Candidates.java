package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The candidate table. */
public final class Candidates {
    static final RowMapper<Candidate> CANDIDATE = Row.mapper(row -> new Candidate(
            new CandidateId(row.number("candidate_id")),
            new RepoId(row.number("repo_id")),
            new BranchId(row.number("branch_id")),
            new BranchName(row.text("target")),
            row.oid("base_id"),
            boxed(row.maybeNumber("built_on")).map(CandidateId::new),
            row.oid("branch_tip"),
            members(row),
            row.maybeOid("commit_id"),
            row.maybeOid("head_id"),
            row.texts("conflicts"),
            row.word("state", CandidateState.class),
            row.count("attempts"),
            row.time("built_at"),
            row.maybeTime("planned_at")));

    /** Candidates with what they hold. */
    static final String SELECT = """
            SELECT candidate.*, held.branches, held.tips, held.commits
            FROM candidate CROSS JOIN LATERAL (
                SELECT array_agg(m.branch_id ORDER BY m.position) AS branches,
                       array_agg(encode(m.branch_tip, 'hex') ORDER BY m.position) AS tips,
                       array_agg(coalesce(encode(m.commit_id, 'hex'), '') ORDER BY m.position) AS commits
                FROM candidate_member m WHERE m.candidate_id = candidate.candidate_id
            ) AS held
            """;

    private final Handle handle;
    private final Instant now;

    Candidates(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Keeps a commit that would land, built on the target's tip; its gates are planned next. */
    public CandidateId open(Branch branch, Oid targetTip, Oid branchTip, Oid commit) {
        return open(
                branch,
                targetTip,
                Optional.empty(),
                List.of(new Candidate.Member(branch.id(), branchTip, Optional.of(commit))));
    }

    /**
     * Keeps a commit that would land with several branches, or on the candidate ahead; its gates are planned next.
     *
     * @param last the branch of the last member
     */
    public CandidateId open(Branch last, Oid base, Optional<CandidateId> builtOn, List<Candidate.Member> members) {
        return insert(last, base, builtOn, members, List.of());
    }

    /** Keeps the fact that a branch conflicts with what it would stand on, and in which files. */
    public CandidateId conflicting(
            Branch branch, Oid base, Optional<CandidateId> builtOn, Oid branchTip, List<String> files) {
        return insert(
                branch, base, builtOn, List.of(new Candidate.Member(branch.id(), branchTip, Optional.empty())), files);
    }

    public Optional<Candidate> get(CandidateId id) {
        return handle.createQuery(SELECT + "WHERE candidate_id = :id")
                .bind("id", id.value())
                .map(CANDIDATE)
                .findOne();
    }

    /** The newest candidate that holds a branch, whatever became of it. */
    public Optional<Candidate> newest(BranchId branch) {
        return handle.createQuery(SELECT + """
                        WHERE candidate_id = (SELECT max(candidate_id) FROM candidate_member WHERE branch_id = :branch)
                        """)
                .bind("branch", branch.value())
                .map(CANDIDATE)
                .findOne();
    }

    /** The newest candidate of each of several branches, of those that have one. */
    public Map<BranchId, Candidate> newest(Collection<BranchId> branches) {
        Map<BranchId, Candidate> newest = new HashMap<>();
        if (branches.isEmpty()) {
            return newest;
        }
        // Oldest first: the last that holds a branch is its newest.
        handle.createQuery(SELECT + """
                        WHERE candidate_id IN (
                            SELECT own.candidate_id FROM unnest(:branches) AS b (branch_id)
                            CROSS JOIN LATERAL (SELECT max(m.candidate_id) AS candidate_id FROM candidate_member m
                                                WHERE m.branch_id = b.branch_id) AS own)
                        ORDER BY candidate_id
                        """)
                .bindArray(
                        "branches",
                        Long.class,
                        branches.stream().map(BranchId::value).toList())
                .map(CANDIDATE)
                .forEach(candidate -> candidate.members().forEach(member -> newest.put(member.branch(), candidate)));
        newest.keySet().retainAll(Set.copyOf(branches));
        return newest;
    }

    /**
     * The newest candidate that is a commit, holds it, or has it as a branch's tip. One that adds nothing to a commit says
     * nothing of it: nobody judged it.
     */
    public Optional<Candidate> about(RepoId repo, Oid commit) {
        return handle.createQuery(SELECT + """
                        WHERE repo_id = :repo AND candidate_id IN (
                            SELECT candidate_id FROM candidate WHERE head_id = :commit
                            UNION SELECT candidate_id FROM candidate_member WHERE branch_tip = :commit
                            UNION SELECT candidate_id FROM candidate_member WHERE commit_id = :commit)
                        ORDER BY head_id IS NOT DISTINCT FROM base_id AND branch_tip <> :commit, candidate_id DESC
                        LIMIT 1
                        """)
                .bind("repo", repo.value())
                .bind("commit", commit.bytes())
                .map(CANDIDATE)
                .findOne();
    }

    /** All candidates that hold a branch, oldest first. */
    public List<Candidate> of(BranchId branch) {
        return handle.createQuery(SELECT + """
                        WHERE candidate_id IN (SELECT candidate_id FROM candidate_member WHERE branch_id = :branch)
                        ORDER BY candidate_id
                        """)
                .bind("branch", branch.value())
                .map(CANDIDATE)
                .list();
    }

    /** Open candidates whose gates nobody has read yet. */
    public List<Candidate> unplanned() {
        return ReadableRows.list(
                handle.createQuery(
                        SELECT + "WHERE state = <CandidateState.OPEN> AND planned_at IS NULL ORDER BY candidate_id"),
                CANDIDATE);
    }

    /** Open candidates whose gates are planned, oldest first. */
    public List<Candidate> open() {
        return handle.createQuery(
                        SELECT + "WHERE state = <CandidateState.OPEN> AND planned_at IS NOT NULL ORDER BY candidate_id")
                .map(CANDIDATE)
                .list();
    }

    /**
     * An open candidate where it stands in line.
     *
     * @param next whether nothing that has not landed is ahead of it
     */
    public record InLine(Candidate candidate, boolean next) {}

    /** Open candidates whose gates are planned, those that would land first before the others. */
    public List<InLine> inLine() {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT candidate.*, held.branches, held.tips, held.commits,
                               ahead.candidate_id IS NULL OR ahead.state = <CandidateState.LANDED> AS next
                        FROM candidate JOIN branch b USING (branch_id)
                        LEFT JOIN candidate ahead ON ahead.candidate_id = candidate.built_on
                        CROSS JOIN LATERAL (
                            SELECT array_agg(m.branch_id ORDER BY m.position) AS branches,
                                   array_agg(encode(m.branch_tip, 'hex') ORDER BY m.position) AS tips,
                                   array_agg(coalesce(encode(m.commit_id, 'hex'), '') ORDER BY m.position) AS commits
                            FROM candidate_member m WHERE m.candidate_id = candidate.candidate_id
                        ) AS held
                        WHERE candidate.state = <CandidateState.OPEN> AND candidate.planned_at IS NOT NULL
                        ORDER BY next DESC, b.priority DESC, b.queue_rank NULLS LAST, candidate.candidate_id
                        """),
                (rs, context) -> new InLine(CANDIDATE.map(rs, context), rs.getBoolean("next")));
    }

    /** Locks a candidate's row until the end of the transaction, and reads it after that. */
    public Optional<Candidate> lock(CandidateId id) {
        boolean found = handle.createQuery("SELECT candidate_id FROM candidate WHERE candidate_id = :id FOR UPDATE")
                .bind("id", id.value())
                .mapTo(Long.class)
                .findOne()
                .isPresent();
        return found ? get(id) : Optional.empty();
    }

    /** Open candidates of a target, oldest first. */
    public List<Candidate> open(RepoId repo, BranchName target) {
        return handle.createQuery(
                        SELECT
                                + "WHERE repo_id = :repo AND target = :target AND state = <CandidateState.OPEN> ORDER BY candidate_id")
                .bind("repo", repo.value())
                .bind("target", target.value())
                .map(CANDIDATE)
                .list();
    }

    /** Commits of a repository that no ref names yet and that must not be pruned. */
    public List<Oid> openCommits(RepoId repo) {
        return handle.createQuery(
                        "SELECT head_id FROM candidate WHERE repo_id = :repo AND state = <CandidateState.OPEN>")
                .bind("repo", repo.value())
                .map(Row.mapper(row -> row.oid("head_id")))
                .list();
    }

    /** Its gate runs are queued, all of them, in this transaction; says whether it was still open and unplanned. */
    public boolean markPlanned(CandidateId id, int attempts) {
        return handle.createUpdate("""
                                UPDATE candidate SET planned_at = :now, attempts = :attempts
                                WHERE candidate_id = :id AND state = <CandidateState.OPEN> AND planned_at IS NULL
                                """)
                        .bind("attempts", attempts)
                        .bind("now", now)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }

    /** Closes an open candidate as failed, stale or landed; says whether it was open. */
    public boolean close(CandidateId id, CandidateState as) {
        return handle.createUpdate("""
                                UPDATE candidate SET state = :state, closed_at = :now
                                WHERE candidate_id = :id AND state = <CandidateState.OPEN>
                                """)
                        .bind("state", as.word())
                        .bind("now", now)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }

    /** Opens a failed candidate again, because somebody asked for one of its gates once more. */
    public void reopen(CandidateId id) {
        handle.createUpdate("""
                        UPDATE candidate SET state = <CandidateState.OPEN>, closed_at = NULL
                        WHERE candidate_id = :id AND state = <CandidateState.FAILED>
                        """).bind("id", id.value()).execute();
    }

    /** What others were built on is what the target is now. */
    public void stoodOn(CandidateId landed) {
        handle.createUpdate("UPDATE candidate SET built_on = NULL WHERE built_on = :landed")
                .bind("landed", landed.value())
                .execute();
    }

    /** Open candidates that hold any of these branches. */
    public List<Candidate> openWith(List<BranchId> branches) {
        return handle.createQuery(SELECT + """
                        WHERE state = <CandidateState.OPEN> AND candidate_id IN (
                            SELECT candidate_id FROM candidate_member WHERE branch_id = ANY(:branches))
                        ORDER BY candidate_id
                        """)
                .bindArray(
                        "branches",
                        Long.class,
                        branches.stream().map(BranchId::value).toList())
                .map(CANDIDATE)
                .list();
    }

    /** What landed and has no note yet, oldest first. */
    public List<Candidate> unattested(int limit) {
        return ReadableRows.list(
                handle.createQuery(
                                SELECT
                                        + "WHERE state = <CandidateState.LANDED> AND attested_at IS NULL ORDER BY candidate_id LIMIT :limit")
                        .bind("limit", limit),
                CANDIDATE);
    }

    /** The note of its landing is written. */
    public void markAttested(CandidateId id) {
        handle.createUpdate("UPDATE candidate SET attested_at = :now WHERE candidate_id = :id")
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /** A gate answered with another commit: that one would land. */
    public void moveHead(CandidateId id, Oid head) {
        handle.createUpdate(
                        "UPDATE candidate SET head_id = :head WHERE candidate_id = :id AND state = <CandidateState.OPEN>")
                .bind("head", head.bytes())
                .bind("id", id.value())
                .execute();
    }

    private CandidateId insert(
            Branch last,
            Oid base,
            Optional<CandidateId> builtOn,
            List<Candidate.Member> members,
            List<String> conflicts) {
        Candidate.Member top = members.getLast();
        CandidateId id = handle.createQuery("""
                        INSERT INTO candidate (repo_id, branch_id, target, base_id, built_on, branch_tip, commit_id, head_id,
                                               conflicts, state, built_at, closed_at)
                        VALUES (:repo, :branch, :target, :base, :builtOn, :branchTip, :commit, :commit, :conflicts,
                                CASE WHEN cardinality(:conflicts) = 0 THEN <CandidateState.OPEN> ELSE <CandidateState.CONFLICTING> END, :now,
                                CASE WHEN cardinality(:conflicts) = 0 THEN NULL ELSE cast(:now AS timestamptz) END)
                        RETURNING candidate_id
                        """)
                .bind("repo", last.repo().value())
                .bind("branch", last.id().value())
                .bind("target", last.target().value())
                .bind("base", base.bytes())
                .bind("builtOn", builtOn.map(CandidateId::value).orElse(null))
                .bind("branchTip", top.tip().bytes())
                .bind("commit", top.commit().map(Oid::bytes).orElse(null))
                .bindArray("conflicts", String.class, conflicts)
                .bind("now", now)
                .map(Row.mapper(row -> new CandidateId(row.number("candidate_id"))))
                .one();
        for (int i = 0; i < members.size(); i++) {
            Candidate.Member member = members.get(i);
            handle.createUpdate("""
                            INSERT INTO candidate_member (candidate_id, position, branch_id, branch_tip, commit_id)
                            VALUES (:candidate, :position, :branch, :tip, :commit)
                            """)
                    .bind("candidate", id.value())
                    .bind("position", i + 1)
                    .bind("branch", member.branch().value())
                    .bind("tip", member.tip().bytes())
                    .bind("commit", member.commit().map(Oid::bytes).orElse(null))
                    .execute();
        }
        return id;
    }

    private static List<Candidate.Member> members(Row row) throws SQLException {
        List<Long> branches = row.numbers("branches");
        List<String> tips = row.texts("tips");
        List<String> commits = row.texts("commits");
        List<Candidate.Member> members = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            members.add(new Candidate.Member(
                    new BranchId(branches.get(i)),
                    new Oid(tips.get(i)),
                    Optional.of(commits.get(i))
                            .filter(commit -> !commit.isEmpty())
                            .map(Oid::new)));
        }
        return members;
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
}
