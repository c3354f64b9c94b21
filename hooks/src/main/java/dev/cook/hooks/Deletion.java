package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.CandidateFact;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Ends what runs in a repository that is being deleted, in the same transaction. Afterwards no branch of it is where a
 * controller would do something with it, so nothing starts again, before it is restored or after.
 */
public final class Deletion {
    private Deletion() {}

    /** How much there was to end. */
    public record Ended(int sessions, int branches) {}

    /** The caller holds the lock of the repository's refs. */
    public static Ended end(Tx tx, Repo repo, String by) {
        String why = by + " deleted the repository " + repo.name();
        List<BranchId> ids = tx.deletedRepos().branches(repo.id());
        int sessions = 0;
        int stopped = 0;
        List<Branch> branches = tx.branches().lockAll(ids);
        tx.candidates().openWith(ids).forEach(candidate -> discard(tx, candidate, why));
        for (Branch branch : branches) {
            Optional<Session> session = tx.sessions().alive(branch.id());
            if (session.isPresent() && tx.sessions().end(session.get().id(), SessionState.KILLED, why)) {
                sessions++;
                tx.events()
                        .append(
                                repo.id(),
                                branch.id(),
                                new SessionFact.Ended(session.get().id(), SessionState.KILLED, why, Optional.of(by)));
            }
            if (session.isPresent() || branch.state() != BranchState.ACTIVE) {
                stopped++;
                tx.branches().markActive(branch.id());
                String wait = why + ", which ended what ran: push to " + branch.name() + ", or `branch land` or"
                        + " `branch abandon` it"
                        + session.map(ended -> ", or `session resume " + ended.id() + "`")
                                .orElse("");
                tx.branches().waitFor(branch.id(), wait);
                tx.events().append(repo.id(), branch.id(), new BranchFact.Waited(wait));
            }
        }
        return new Ended(sessions, stopped);
    }

    private static void discard(Tx tx, Candidate candidate, String why) {
        if (!tx.candidates().close(candidate.id(), CandidateState.STALE)) {
            return;
        }
        tx.gateRuns().cancelOpen(candidate.id(), why);
        for (Candidate.Member member : candidate.members()) {
            tx.events()
                    .append(
                            candidate.repo(),
                            member.branch(),
                            new CandidateFact.Outdated(
                                    Optional.of(candidate.id()),
                                    candidate.head(),
                                    Optional.of(candidate.members().size()),
                                    why));
        }
    }
}
