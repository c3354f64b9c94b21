package dev.cook.domain;

/** What people do with a branch, and the role that each needs: commands ask it, and pages offer nothing that it refuses. */
public enum BranchAction {
    /** Queue the branch. */
    LAND(Role.LAND),
    /** Keep it from landing, or release it. */
    HOLD(Role.LAND),
    /** Move it in the queue. */
    REORDER(Role.LAND),
    /** Give it up. */
    ABANDON(Role.WRITE),
    /** Tell its agent something, type into its terminal, end or resume its session. */
    STEER(Role.WRITE),
    /** Comment on lines of its change, and resolve comments. */
    COMMENT(Role.WRITE),
    /** Answer a gate; the gate's own rules come on top. */
    ANSWER(Role.WRITE);

    private final Role needs;

    BranchAction(Role needs) {
        this.needs = needs;
    }

    public Role needs() {
        return needs;
    }

    /** Whether a role is enough for it. */
    public boolean allows(Role role) {
        return role.includes(needs);
    }
}
