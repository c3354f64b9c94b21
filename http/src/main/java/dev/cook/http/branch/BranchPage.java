package dev.cook.http.branch;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchState;
import dev.cook.domain.Fossil;
import dev.cook.domain.JobId;
import dev.cook.domain.LandingCheck;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.Spent;
import dev.cook.http.page.StatusColours;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a branch's page tells somebody. Two stories that are equal look alike, but for the words of relative times.
 *
 * @param session the one that works on it now
 * @param spent what the turns that are over used; empty while none is
 * @param saved what the last session saved beyond what is pushed
 * @param failures what the server fails to do for it at present, and what there is to do
 * @param moments oldest first
 * @param cut whether older events are left out
 * @param newestEvent the last event that it holds; 0 where there is none
 * @param tip the commit that was pushed last
 * @param may what whoever looks may do with the branch
 * @param checks what it needs before it lands; nothing once it has ended
 */
public record BranchPage(
        Repo repo,
        Branch branch,
        Optional<Session> session,
        Optional<Spent> spent,
        Optional<Saved> saved,
        List<String> failures,
        List<Fossil> fossils,
        List<TimelineEntry> moments,
        boolean cut,
        long newestEvent,
        Optional<Oid> tip,
        Set<BranchAction> may,
        List<LandingCheck> checks) {
    public BranchPage {
        failures = List.copyOf(failures);
        fossils = List.copyOf(fossils);
        moments = List.copyOf(moments);
        may = Set.copyOf(may);
        checks = List.copyOf(checks);
    }

    public BranchPage with(Optional<Saved> save) {
        return new BranchPage(
                repo, branch, session, spent, save, failures, fossils, moments, cut, newestEvent, tip, may, checks);
    }

    public BranchPage with(List<TimelineEntry> entries) {
        return new BranchPage(
                repo, branch, session, spent, saved, failures, fossils, entries, cut, newestEvent, tip, may, checks);
    }

    /** Whether the page offers whoever looks to do something. */
    public boolean offers(BranchAction action) {
        return may.contains(action);
    }

    /** Where forms about the branch are sent. */
    public String action(String word) {
        return BranchForms.address(branch.id(), word);
    }

    /** Whether it may be queued to land. */
    public boolean mayBeQueued() {
        return offers(BranchAction.LAND)
                && !branch.state().ended()
                && branch.landBy().isEmpty();
    }

    /** Jobs whose output still grows. */
    public List<JobId> live() {
        return moments.stream()
                .flatMap(moment -> switch (moment) {
                    case TimelineEntry.Fact fact -> List.<TimelineEntry.Output>of().stream();
                    case TimelineEntry.Turn turn -> List.of(turn.output()).stream();
                    case TimelineEntry.Judgement judgement ->
                        judgement.gates().stream().map(TimelineEntry.Gate::output);
                })
                .filter(TimelineEntry.Output::live)
                .flatMap(output -> output.job().stream())
                .toList();
    }

    /** Whether it waits for nothing but a person's word that it shall land. */
    public boolean mayLand() {
        if (branch.state() != BranchState.DONE || moments.isEmpty()) {
            return false;
        }
        return moments.reversed().stream()
                .filter(TimelineEntry.Judgement.class::isInstance)
                .findFirst()
                .filter(judgement -> judgement.tone().equals("good"))
                .isPresent();
    }

    /** The gate whose approval asks whoever looks. */
    public Optional<TimelineEntry.Gate> asked() {
        return branch.state().ended()
                ? Optional.empty()
                : moments.reversed().stream()
                        .filter(TimelineEntry.Judgement.class::isInstance)
                        .map(TimelineEntry.Judgement.class::cast)
                        .findFirst()
                        .flatMap(judgement -> judgement.gates().stream()
                                .filter(gate ->
                                        gate.asksPeople() && gate.refusal().isEmpty())
                                .findFirst())
                        .filter(_ -> offers(BranchAction.ANSWER));
    }

    /** What whoever looks may do next to bring the branch closer to landing. */
    public BranchStep next() {
        if (branch.heldBy().isPresent() && offers(BranchAction.HOLD)) {
            return BranchStep.RELEASE;
        }
        if (asked().isPresent()) {
            return BranchStep.ANSWER_GATE;
        }
        if (mayLand() && offers(BranchAction.LAND)) {
            return BranchStep.LAND;
        }
        return branch.waitsFor().isPresent() && session.isPresent() && offers(BranchAction.STEER)
                ? BranchStep.ANSWER_AGENT
                : BranchStep.NONE;
    }

    /** How the branch's state is coloured. */
    public String tone() {
        return mayLand() ? "waits" : StatusColours.of(branch);
    }

    /** The word beside it. */
    public String word() {
        return mayLand() && branch.waitsFor().isEmpty() && branch.heldBy().isEmpty()
                ? "ready"
                : StatusColours.word(branch);
    }
}
