package dev.cook.merge;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Fossil;
import dev.cook.domain.FossilReason;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.RepoFact;
import dev.cook.git.FossilFile;
import dev.cook.git.FossilWriter;
import dev.cook.git.SavedWork;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How a branch ends: its story is written to disk first, then one transaction moves the refs and closes the rows. */
public final class BranchEnding {
    /** Times that the story of a branch is written before whoever gives it up is told that it does not stand still. */
    private static final int MOST_TRIES = 5;

    private final Store store;
    private final FossilWriter writer;
    private final SavedWork saved;
    private final Clock clock;

    public BranchEnding(Store store, FossilWriter writer, SavedWork saved, Clock clock) {
        this.store = store;
        this.writer = writer;
        this.saved = saved;
        this.clock = clock;
    }

    /** Whether something is still so, asked under the locks that keep it so. */
    interface Still {
        boolean so(Tx tx);
    }

    /**
     * A branch that lands.
     *
     * @param as the commit that brings it to the target
     * @param saves what its sessions saved
     * @param needless those of them that hold nothing that does not land
     * @param story the commit that its fossil is
     */
    private record Lander(
            Branch branch, Oid tip, Oid as, String by, List<NamedRef> saves, List<NamedRef> needless, Oid story) {}

    /**
     * Lands all that candidates of several targets hold, all of them or nothing, if they are still to land.
     *
     * @return whether they landed
     */
    boolean land(List<Candidate> candidates, Still still) {
        List<Landing> landings = candidates.stream()
                .sorted(Comparator.comparingLong(candidate -> candidate.repo().value()))
                .map(this::landing)
                .toList();
        return store.write(tx -> {
            landings.forEach(landing -> tx.refs().lock(landing.candidate().repo()));
            for (Landing landing : landings) {
                for (Lander lander : landing.landers()) {
                    Branch now = tx.branches().lock(lander.branch().id());
                    if (!saves(tx, now).equals(lander.saves())) {
                        return false;
                    }
                }
            }
            if (!still.so(tx)) {
                return false;
            }
            landings.forEach(landing -> land(tx, landing));
            return true;
        });
    }

    /** A candidate and the branches in it. */
    private record Landing(Candidate candidate, Oid head, List<Lander> landers) {}

    private Landing landing(Candidate candidate) {
        Oid head = candidate.head().orElseThrow(() -> new IllegalStateException(candidate + " has no commit"));
        return new Landing(
                candidate,
                head,
                candidate.members().stream()
                        .map(member -> lander(candidate, member, head))
                        .toList());
    }

    /** Moves the refs, closes the rows, and tells of it. */
    private static void land(Tx tx, Landing landing) {
        Candidate candidate = landing.candidate();
        Branch last = landing.landers().getLast().branch();
        List<RefChange> changes = new ArrayList<>();
        if (!candidate.addsNothing()) {
            changes.add(RefChange.update(
                    candidate.target().ref(), candidate.base(), landing.head(), "land " + last.name()));
        }
        for (Lander lander : landing.landers()) {
            Fossil fossil = bury(tx, lander, changes);
            tx.branches().markLanded(lander.branch().id(), lander.as());
            tell(tx, lander, fossil);
        }
        move(tx, last, changes);
        tx.candidates().close(candidate.id(), CandidateState.LANDED);
        tx.candidates().stoodOn(candidate.id());
        if (candidate.addsNothing()) {
            // The note about the commit is that of the candidate whose gates judged it.
            tx.candidates().markAttested(candidate.id());
        }
    }

    private Lander lander(Candidate candidate, Candidate.Member member, Oid head) {
        Seen seen =
                store.read(tx -> Seen.of(tx, tx.branches().get(member.branch()).orElseThrow()));
        Branch branch = seen.branch();
        String by = branch.landBy().orElseThrow(() -> new IllegalStateException(branch + " lands for nobody"));
        List<NamedRef> saves = seen.saves();
        Oid as = member.equals(candidate.members().getLast())
                ? head
                : member.commit().orElseThrow(() -> new IllegalStateException(member + " has no commit"));
        Oid story = write(seen, member.tip(), FossilReason.LANDED, by, "landed on " + candidate.target(), as);
        return new Lander(
                branch, member.tip(), as, by, saves, needless(branch, saves, List.of(member.tip(), as)), story);
    }

    private static Fossil bury(Tx tx, Lander lander, List<RefChange> changes) {
        Branch branch = lander.branch();
        Fossil fossil = tx.fossils()
                .add(
                        branch.repo(),
                        branch.name().value(),
                        lander.tip(),
                        FossilReason.LANDED,
                        Optional.of(branch.id()),
                        lander.by());
        changes.add(RefChange.delete(branch.name().ref(), lander.tip(), "landed"));
        changes.add(RefChange.create(fossil.ref(), lander.story(), "landed"));
        remove(lander.needless(), "landed", changes);
        return fossil;
    }

    private static void tell(Tx tx, Lander lander, Fossil fossil) {
        Branch branch = lander.branch();
        tx.events()
                .append(
                        branch.repo(),
                        branch.id(),
                        new BranchFact.Landed(
                                branch.target(),
                                lander.as(),
                                lander.by(),
                                fossil.number(),
                                tx.candidates().newest(branch.id()).map(Candidate::id)));
        tellFossil(tx, branch, fossil);
    }

    /** What giving a branch up came to. */
    sealed interface Given {
        /** @param number of its fossil */
        record Up(long number) implements Given {}

        record EndedBefore() implements Given {}

        /** It moved, or more of it was saved, each time while its story was written. */
        record Restless() implements Given {}
    }

    /** Gives a branch up. */
    Given abandon(BranchId id, String by, String why) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Seen seen = store.read(tx -> Seen.of(tx, tx.branches().get(id).orElseThrow()));
            Branch branch = seen.branch();
            Optional<Oid> tip = seen.tip();
            if (branch.state().ended() || tip.isEmpty()) {
                return new Given.EndedBefore();
            }
            List<NamedRef> saves = seen.saves();
            Oid story = write(seen, tip.get(), FossilReason.ABANDONED, by, why, tip.get());
            List<NamedRef> needless = needless(branch, saves, List.of(tip.get()));
            Optional<Long> number = store.write(tx -> abandon(tx, branch, tip.get(), saves, needless, story, by, why));
            if (number.isPresent()) {
                return new Given.Up(number.get());
            }
        }
        return new Given.Restless();
    }

    /** Answers nothing if the branch moved or ended, or more was saved, since its story was written. */
    private static Optional<Long> abandon(
            Tx tx,
            Branch branch,
            Oid tip,
            List<NamedRef> saves,
            List<NamedRef> needless,
            Oid story,
            String by,
            String why) {
        tx.refs().lock(branch.repo());
        Branch now = tx.branches().lock(branch.id());
        if (now.state().ended()
                || !tip(tx, now).equals(Optional.of(tip))
                || !saves(tx, now).equals(saves)) {
            return Optional.empty();
        }
        Fossil fossil = tx.fossils()
                .add(now.repo(), now.name().value(), tip, FossilReason.ABANDONED, Optional.of(now.id()), by);
        List<RefChange> changes = new ArrayList<>(List.of(
                RefChange.delete(now.name().ref(), tip, "abandoned"),
                RefChange.create(fossil.ref(), story, "abandoned")));
        remove(needless, "abandoned", changes);
        move(tx, now, changes);
        tx.candidates()
                .openWith(List.of(now.id()))
                .forEach(candidate -> CandidateTransitions.discard(tx, candidate, now.name() + " was abandoned"));
        tx.branches().markAbandoned(now.id());
        tx.events().append(now.repo(), now.id(), new BranchFact.Abandoned(by, why));
        tellFossil(tx, now, fossil);
        return Optional.of(fossil.number());
    }

    /** What the branch's sessions saved: parents of its fossil, so that whoever fetches that has it. */
    private static List<NamedRef> saves(Tx tx, Branch branch) {
        return tx.sessions().of(branch.id()).stream()
                .flatMap(session -> tx.refs().get(branch.repo(), AutosaveRef.of(session.id())).stream())
                .toList();
    }

    /** Saves of which nobody would miss anything; the others keep their refs, under which people were told of them. */
    private List<NamedRef> needless(Branch branch, List<NamedRef> saves, List<Oid> kept) {
        return saves.stream()
                .filter(save -> save.id()
                        .filter(id -> saved.addsNothing(branch.repo(), id, kept))
                        .isPresent())
                .toList();
    }

    private static void remove(List<NamedRef> saves, String why, List<RefChange> changes) {
        saves.forEach(save -> save.id().ifPresent(id -> changes.add(RefChange.delete(save.name(), id, why))));
    }

    /**
     * A branch that ends, as it was at one moment.
     *
     * @param tip empty: its ref is gone
     * @param saves what its sessions saved
     */
    private record Seen(Branch branch, Optional<Oid> tip, List<NamedRef> saves, BranchHistory story) {
        static Seen of(Tx tx, Branch branch) {
            return new Seen(
                    branch,
                    BranchEnding.tip(tx, branch),
                    BranchEnding.saves(tx, branch),
                    BranchHistory.read(tx, branch));
        }
    }

    private Oid write(Seen seen, Oid tip, FossilReason reason, String by, String why, Oid outcome) {
        Branch branch = seen.branch();
        List<NamedRef> saves = seen.saves();
        List<FossilFile> files = new FossilTree(store, seen.story(), reason, by, why, outcome, clock.instant()).files();
        String message = "Fossil of " + branch.name() + ": " + reason.word() + "\n\nBy: " + by + "\n";
        List<Oid> parents = new ArrayList<>(List.of(tip));
        saves.forEach(save -> save.id().ifPresent(parents::add));
        return writer.write(branch.repo(), parents, files, message, by, clock.instant());
    }

    private static void move(Tx tx, Branch branch, List<RefChange> changes) {
        if (tx.refs().move(branch.repo(), changes, "cook") instanceof RefsOutcome.Refused refused) {
            throw new IllegalStateException("refs moved under their lock: " + refused);
        }
    }

    private static void tellFossil(Tx tx, Branch branch, Fossil fossil) {
        tx.events()
                .append(
                        branch.repo(),
                        Optional.of(branch.id()),
                        new RepoFact.FossilMade(fossil.number(), fossil.name(), fossil.reason()));
    }

    private static Optional<Oid> tip(Tx tx, Branch branch) {
        return tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id);
    }
}
