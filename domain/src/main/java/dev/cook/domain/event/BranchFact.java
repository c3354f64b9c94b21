package dev.cook.domain.event;

import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.SessionId;
import java.util.Optional;

/**
 * What happened to a branch, or to a session, candidate or gate of a branch. {@code by} is who did it: an account, an agent
 * as {@code demo (session 1)}, or {@code cook}.
 */
public sealed interface BranchFact extends Fact permits BranchFact.OfBranch, SessionFact, CandidateFact, GateFact {
    /** What happened to the branch itself. */
    sealed interface OfBranch extends BranchFact {}

    @Wire("branch.started")
    record Started(BranchName name, String by, Oid commit, BranchName target, Landing landing) implements OfBranch {}

    /** @param session whose agent finished its work; empty: a person said so */
    @Wire("branch.done")
    record Done(String by, Optional<SessionId> session) implements OfBranch {}

    @Wire("branch.queued")
    record Queued(String by, Optional<BranchName> target) implements OfBranch {}

    /** Somebody who may not let it land changed a branch that was queued. */
    @Wire("branch.dequeued")
    record Dequeued(String by, BranchName target) implements OfBranch {}

    @Wire("branch.waited")
    record Waited(String why) implements OfBranch {}

    /**
     * The server could not do its part several times in a row, and tries again.
     *
     * @param step what it was to do, in words that follow "failed to"
     */
    @Wire("branch.delayed")
    record Delayed(String step, String why) implements OfBranch {}

    @Wire("branch.resumed")
    record Resumed(String by, Optional<String> why) implements OfBranch {}

    /** Its agent works on it again. */
    @Wire("branch.sent_back")
    record SentBack(SessionId session, String agent, String why) implements OfBranch {}

    /** @param asks whether it has to be let land by somebody else because of that */
    @Wire("branch.handled")
    record Handled(String by, boolean asks) implements OfBranch {}

    @Wire("branch.held")
    record Held(String by, String why) implements OfBranch {}

    @Wire("branch.released")
    record Released(String by) implements OfBranch {}

    /** @param where it stands in the queue now, for people to read */
    @Wire("branch.moved")
    record Moved(String by, String where) implements OfBranch {}

    /**
     * @param by who queued it
     * @param fossil its number
     * @param candidate whose gates passed
     */
    @Wire("branch.landed")
    record Landed(BranchName target, Oid commit, String by, long fossil, Optional<CandidateId> candidate)
            implements OfBranch {}

    @Wire("branch.abandoned")
    record Abandoned(String by, String why) implements OfBranch {}

    /**
     * Somebody commented on lines of the branch's change.
     *
     * @param comment its number
     * @param place {@code FILE:LINE} or {@code FILE:LINE-LINE}, when it was written
     */
    @Wire("branch.commented")
    record Commented(String by, String comment, String place, String text) implements OfBranch {}

    /** @param comment its number; of a finding of a gate, {@code RUN.POSITION} */
    @Wire("branch.comment_resolved")
    record CommentResolved(String by, String comment, String place) implements OfBranch {}

    @Wire("branch.comment_reopened")
    record CommentReopened(String by, String comment, String place) implements OfBranch {}
}
