package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The candidate table. */
public final class Candidates {
    private static final RowMapper<Candidate> CANDIDATE = Row.mapper(row -> new Candidate(
            new CandidateId(row.number("candidate_id")),
            new RepoId(row.number("repo_id")),
            new BranchId(row.number("branch_id")),
            new BranchName(row.text("target")),
            row.oid("target_id"),
            row.oid("branch_tip"),
            row.maybeOid("commit_id"),
            row.texts("conflicts"),
            row.word("state", CandidateState.class),
            row.count("attempts"),
            row.time("built_at"),
            row.maybeTime("planned_at")));

    private final Handle handle;
    private final Instant now;

    Candidates(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Keeps a commit that would land; its gates are planned next. */
    public CandidateId open(Branch branch, Oid targetTip, Oid branchTip, Oid commit) {
        return insert(branch, targetTip, branchTip, Optional.of(commit), List.of());
    }

    /** Keeps the fact that a branch and its target conflict, and in which files. */
    public CandidateId conflicting(Branch branch, Oid targetTip, Oid branchTip, List<String> files) {
        return insert(branch, targetTip, branchTip, Optional.empty(), files);
    }

    public Optional<Candidate> get(CandidateId id) {
        return handle.createQuery("SELECT * FROM candidate WHERE candidate_id = :id")
                .bind("id", id.value())
                .map(CANDIDATE)
                .findOne();
    }

    /** The newest candidate of a branch, whatever became of it. */
    public Optional<Candidate> newest(BranchId branch) {
        return handle.createQuery(
                        "SELECT * FROM candidate WHERE branch_id = :branch ORDER BY candidate_id DESC LIMIT 1")
                .bind("branch", branch.value())
                .map(CANDIDATE)
                .findOne();
    }

    /** All candidates of a branch, oldest first. */
    public List<Candidate> of(BranchId branch) {
        return handle.createQuery("SELECT * FROM candidate WHERE branch_id = :branch ORDER BY candidate_id")
                .bind("branch", branch.value())
                .map(CANDIDATE)
                .list();
    }

    /** Open candidates whose gates nobody has read yet. */
    public List<Candidate> unplanned() {
        return handle.createQuery(
                        "SELECT * FROM candidate WHERE state = 'open' AND planned_at IS NULL ORDER BY candidate_id")
                .map(CANDIDATE)
                .list();
    }

    /** Open candidates whose gates are planned, oldest first. */
    public List<Candidate> open() {
        return handle.createQuery(
                        "SELECT * FROM candidate WHERE state = 'open' AND planned_at IS NOT NULL ORDER BY candidate_id")
                .map(CANDIDATE)
                .list();
    }

    /** Commits of a repository that no ref names yet and that must not be pruned. */
    public List<Oid> openCommits(RepoId repo) {
        return handle.createQuery("SELECT commit_id FROM candidate WHERE repo_id = :repo AND state = 'open'")
                .bind("repo", repo.value())
                .map(Row.mapper(row -> row.oid("commit_id")))
                .list();
    }

    /** Its gate runs are queued, all of them, in this transaction; says whether it was still open and unplanned. */
    public boolean markPlanned(CandidateId id, int attempts) {
        return handle.createUpdate("""
                                UPDATE candidate SET planned_at = :now, attempts = :attempts
                                WHERE candidate_id = :id AND state = 'open' AND planned_at IS NULL
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
                                WHERE candidate_id = :id AND state = 'open'
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
                        UPDATE candidate SET state = 'open', closed_at = NULL
                        WHERE candidate_id = :id AND state = 'failed'
                        """).bind("id", id.value()).execute();
    }

    private CandidateId insert(
            Branch branch, Oid targetTip, Oid branchTip, Optional<Oid> commit, List<String> conflicts) {
        return handle.createQuery("""
                        INSERT INTO candidate (repo_id, branch_id, target, target_id, branch_tip, commit_id, conflicts,
                                               state, built_at, closed_at)
                        VALUES (:repo, :branch, :target, :targetTip, :branchTip, :commit, :conflicts,
                                CASE WHEN cardinality(:conflicts) = 0 THEN 'open' ELSE 'conflicting' END, :now,
                                CASE WHEN cardinality(:conflicts) = 0 THEN NULL ELSE cast(:now AS timestamptz) END)
                        RETURNING candidate_id
                        """)
                .bind("repo", branch.repo().value())
                .bind("branch", branch.id().value())
                .bind("target", branch.target().value())
                .bind("targetTip", targetTip.bytes())
                .bind("branchTip", branchTip.bytes())
                .bind("commit", commit.map(Oid::bytes).orElse(null))
                .bindArray("conflicts", String.class, conflicts)
                .bind("now", now)
                .map(Row.mapper(row -> new CandidateId(row.number("candidate_id"))))
                .one();
    }
}
