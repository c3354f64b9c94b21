package dev.cook.agents.session;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Role;
import dev.cook.domain.event.BranchFact;
import dev.cook.store.Tx;
import java.util.Optional;

/**
 * People who type into a branch's environment, or tell its agent what to do. What comes of it is theirs as if they had
 * pushed it: they do not approve it, and without the role land they do not add to what lands by itself.
 */
public final class HandsOn {
    private HandsOn() {}

    /** Notes somebody, in the transaction that lets them type or say something. */
    public static void take(Tx tx, BranchId id, String by) {
        Branch branch = tx.branches().lock(id);
        boolean news = tx.branches().addHand(id, by);
        boolean asks = branch.landing() == Landing.AUTO && !tx.accounts().may(branch.repo(), by, Role.LAND);
        if (asks) {
            tx.branches().setLanding(id, Landing.ASK);
            if (branch.state() == BranchState.QUEUED) {
                Optional<Oid> until = tx.branches().waitsOn(id);
                tx.branches().markDone(id);
                branch.waitsFor()
                        .ifPresent(why -> until.ifPresentOrElse(
                                tip -> tx.branches().waitForTarget(id, why, tip),
                                () -> tx.branches().waitFor(id, why)));
            }
        }
        if (news || asks) {
            tx.events().append(branch.repo(), id, new BranchFact.Handled(by, asks));
        }
    }
}
