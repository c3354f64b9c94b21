package dev.cook.hooks;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.BranchId;
import dev.cook.domain.Caller;
import dev.cook.domain.Fossil;
import dev.cook.domain.FossilReason;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.RepoId;
import dev.cook.domain.event.RepoFact;
import dev.cook.store.Fossils;
import dev.cook.store.Refs;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a fossil of each tip that a push overwrites or deletes, and of what the sessions of a deleted branch saved, in the
 * transaction of the push.
 *
 * @param branches that are alive, by the refs of the push
 */
record LostTips(Tx tx, RepoId repo, Caller caller, Map<String, BranchId> branches) {
    void keep(List<PushTransaction.Wanted> moved) {
        // What was there earlier stays in the log of refs, which maintenance keeps; a fossil a minute would help
        // nobody.
        List<PushTransaction.Wanted> losing = moved.stream()
                .filter(wanted -> !wanted.isHidden()
                        && (wanted.kind() == PushPolicy.Kind.FORCE || wanted.kind() == PushPolicy.Kind.DELETE))
                .toList();
        if (losing.isEmpty()) {
            return;
        }
        List<Fossils.Lost> lost = new ArrayList<>();
        for (PushTransaction.Wanted wanted : losing) {
            lost.add(new Fossils.Lost(
                    wanted.ref().replaceFirst("^refs/(heads/)?", ""),
                    wanted.from().orElseThrow(() -> new IllegalStateException(wanted + " loses nothing")),
                    wanted.kind() == PushPolicy.Kind.DELETE ? FossilReason.DELETED : FossilReason.FORCED,
                    Optional.ofNullable(branches.get(wanted.ref()))));
        }
        Map<BranchId, String> deleted = new HashMap<>();
        for (PushTransaction.Wanted wanted : losing) {
            BranchId branch = branches.get(wanted.ref());
            if (wanted.kind() == PushPolicy.Kind.DELETE && branch != null) {
                deleted.put(branch, wanted.ref().substring("refs/heads/".length()));
            }
        }
        // What the sessions of a deleted branch saved becomes a fossil as well.
        List<Refs.BranchSave> saves = deleted.isEmpty() ? List.of() : tx.refs().autosaves(repo, deleted.keySet());
        for (Refs.BranchSave save : saves) {
            lost.add(new Fossils.Lost(
                    deleted.get(save.branch()) + "/autosave-" + save.session(),
                    save.commit(),
                    FossilReason.DELETED,
                    Optional.empty()));
        }
        List<RefChange> changes = new ArrayList<>();
        List<Fossil> fossils = tx.fossils().addAll(repo, lost, caller.name());
        for (int i = 0; i < fossils.size(); i++) {
            Fossil fossil = fossils.get(i);
            if (i < losing.size()) {
                changes.add(RefChange.create(
                        fossil.ref(), fossil.tip(), fossil.reason().word()));
                tellOf(fossil, Optional.ofNullable(branches.get(losing.get(i).ref())));
            } else {
                Refs.BranchSave save = saves.get(i - losing.size());
                changes.add(RefChange.create(fossil.ref(), save.commit(), "autosave"));
                changes.add(RefChange.delete(AutosaveRef.of(save.session()), save.commit(), "deleted"));
            }
        }
        for (int from = 0; from < changes.size(); from += Refs.LARGEST_BATCH) {
            List<RefChange> batch = changes.subList(from, Math.min(changes.size(), from + Refs.LARGEST_BATCH));
            if (tx.refs().move(repo, batch, caller.name()) instanceof RefsOutcome.Refused refused) {
                throw new IllegalStateException("a fossil's ref is taken: " + refused);
            }
        }
    }

    private void tellOf(Fossil fossil, Optional<BranchId> branch) {
        tx.events().append(repo, branch, new RepoFact.FossilMade(fossil.number(), fossil.name(), fossil.reason()));
    }
}
