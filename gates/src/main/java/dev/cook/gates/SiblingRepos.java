package dev.cook.gates;

import dev.cook.domain.BesideRepo;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.store.Queues;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The repositories beside a candidate's own, as its gates see them: where a branch lands together with the candidate, what
 * it would land stands in place of its target.
 *
 * @param missing why they cannot be seen yet; empty: they can
 */
record SiblingRepos(List<BesideRepo> repos, Optional<String> missing) {
    static SiblingRepos of(Tx tx, Candidate candidate, List<BesideRepo> repos) {
        if (repos.isEmpty()) {
            return new SiblingRepos(repos, Optional.empty());
        }
        List<Branch> partners = tx.queues().needs(landing(tx, candidate)).stream()
                .map(Queues.Need::other)
                .filter(other -> other.state() != BranchState.LANDED)
                .toList();
        List<BesideRepo> seen = new ArrayList<>();
        Optional<String> missing = Optional.empty();
        for (BesideRepo repo : repos) {
            Optional<Branch> partner = partners.stream()
                    .filter(other -> other.repo().equals(repo.repo())
                            && other.target().ref().equals(repo.ref()))
                    .findFirst();
            Optional<BesideRepo.Partner> candidateBeside = partner.flatMap(other -> candidate(tx, other));
            seen.add(candidateBeside.map(repo::with).orElse(repo));
            if (partner.isPresent() && candidateBeside.isEmpty()) {
                missing = Optional.of(
                        "its gates need " + repo.name() + "/" + partner.get().name() + ", which is "
                                + partner.get().state().word() + " and has no candidate yet");
            }
        }
        return new SiblingRepos(List.copyOf(seen), missing);
    }

    /** The branches that are on the target once the candidate is. */
    private static List<BranchId> landing(Tx tx, Candidate candidate) {
        List<BranchId> branches = new ArrayList<>();
        Optional<Candidate> next = Optional.of(candidate);
        while (next.isPresent()) {
            next.get().members().forEach(member -> branches.add(member.branch()));
            next = next.get()
                    .builtOn()
                    .flatMap(tx.candidates()::get)
                    .filter(ahead -> ahead.state() == CandidateState.OPEN);
        }
        return branches;
    }

    private static Optional<BesideRepo.Partner> candidate(Tx tx, Branch partner) {
        return tx.candidates()
                .newest(partner.id())
                .filter(newest -> newest.state() == CandidateState.OPEN)
                .flatMap(newest -> newest.head().map(head -> new BesideRepo.Partner(newest.id(), head)));
    }
}
