package dev.cook.merge;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EventType;
import dev.cook.domain.Fossil;
import dev.cook.domain.FossilReason;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.git.FossilWriter;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a branch ends: its story is written to disk first, then one transaction moves the refs and closes the rows. */
public final class Ending {
    private final Store store;
    private final FossilWriter writer;
    private final Clock clock;

    public Ending(Store store, FossilWriter writer, Clock clock) {
        this.store = store;
        this.writer = writer;
        this.clock = clock;
    }

    /** Lands a candidate if it is still the next step for its branch; otherwise nothing happens. */
    void land(BranchId id, Candidate candidate) {
        Branch branch = store.read(tx -> tx.branches().get(id)).orElseThrow();
        Oid commit = candidate.head().orElseThrow(() -> new IllegalStateException(candidate + " has no commit"));
        String by = branch.landBy().orElseThrow(() -> new IllegalStateException(branch + " lands for nobody"));
        List<NamedRef> saves = store.read(tx -> saves(tx, branch));
        Oid story = write(
                branch,
                candidate.branchTip(),
                saves,
                FossilReason.LANDED,
                by,
                "landed on " + candidate.target(),
                commit);
        store.change(tx -> {
            tx.refs().lock(branch.repo());
            Branch now = tx.branches().lock(id);
            if (!(Step.decide(MergeQueue.view(tx, now)) instanceof Step.Land still)
                    || !still.candidate().equals(candidate)
                    || !saves(tx, now).equals(saves)) {
                return;
            }
            Fossil fossil = tx.fossils()
                    .add(
                            now.repo(),
                            now.name().value(),
                            candidate.branchTip(),
                            FossilReason.LANDED,
                            Optional.of(id),
                            by);
            List<RefChange> changes = new ArrayList<>(List.of(
                    RefChange.update(now.target().ref(), candidate.base(), commit, "land " + now.name()),
                    RefChange.delete(now.name().ref(), candidate.branchTip(), "landed"),
                    RefChange.create(fossil.ref(), story, "landed")));
            remove(saves, "landed", changes);
            move(tx, now, changes);
            tx.candidates().close(candidate.id(), CandidateState.LANDED);
            tx.branches().markLanded(id, commit);
            tx.events()
                    .append(
                            EventType.BRANCH_LANDED,
                            now.repo(),
                            id,
                            Map.of(
                                    "target", now.target().value(),
                                    "commit", commit.hex(),
                                    "by", by,
                                    "fossil", Long.toString(fossil.number())));
            tellFossil(tx, now, fossil);
        });
    }

    /** Gives a branch up; answers the fossil's number, or nothing if it had ended. */
    Optional<Long> abandon(BranchId id, String by, String why) {
        while (true) {
            Branch branch = store.read(tx -> tx.branches().get(id)).orElseThrow();
            Optional<Oid> tip = store.read(tx -> tip(tx, branch));
            if (branch.state().ended() || tip.isEmpty()) {
                return Optional.empty();
            }
            List<NamedRef> saves = store.read(tx -> saves(tx, branch));
            Oid story = write(branch, tip.get(), saves, FossilReason.ABANDONED, by, why, tip.get());
            Optional<Long> number = store.write(tx -> abandon(tx, branch, tip.get(), saves, story, by, why));
            if (number.isPresent()) {
                return number;
            }
        }
    }

    /** Answers nothing if the branch moved or ended, or more was saved, since its story was written. */
    private static Optional<Long> abandon(
            Tx tx, Branch branch, Oid tip, List<NamedRef> saves, Oid story, String by, String why) {
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
        remove(saves, "abandoned", changes);
        move(tx, now, changes);
        tx.candidates()
                .newest(now.id())
                .filter(candidate -> candidate.state() == CandidateState.OPEN)
                .ifPresent(candidate -> {
                    tx.candidates().close(candidate.id(), CandidateState.STALE);
                    tx.gateRuns().cancelOpen(candidate.id(), "the branch was abandoned");
                });
        tx.branches().markAbandoned(now.id());
        tx.events().append(EventType.BRANCH_ABANDONED, now.repo(), now.id(), Map.of("by", by, "why", why));
        tellFossil(tx, now, fossil);
        return Optional.of(fossil.number());
    }

    /** What the branch's sessions saved: parents of its fossil, so that whoever fetches that has it. */
    private static List<NamedRef> saves(Tx tx, Branch branch) {
        return tx.sessions().of(branch.id()).stream()
                .flatMap(session -> tx.refs().get(branch.repo(), AutosaveRef.of(session.id())).stream())
                .toList();
    }

    private static void remove(List<NamedRef> saves, String why, List<RefChange> changes) {
        saves.forEach(save -> save.id().ifPresent(id -> changes.add(RefChange.delete(save.name(), id, why))));
    }

    private Oid write(
            Branch branch, Oid tip, List<NamedRef> saves, FossilReason reason, String by, String why, Oid outcome) {
        Story story = store.read(tx -> Story.read(tx, branch));
        Map<String, byte[]> files = new FossilTree(story, reason, by, why, outcome, clock.instant()).files();
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
                        EventType.FOSSIL_MADE,
                        branch.repo(),
                        branch.id(),
                        Map.of(
                                "number", Long.toString(fossil.number()),
                                "name", fossil.name(),
                                "reason", fossil.reason().word()));
    }

    private static Optional<Oid> tip(Tx tx, Branch branch) {
        return tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id);
    }
}
