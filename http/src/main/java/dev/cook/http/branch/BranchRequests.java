package dev.cook.http.branch;

import dev.cook.agents.session.Messages;
import dev.cook.domain.Branch;
import dev.cook.domain.Outcome;
import dev.cook.domain.Reason;
import dev.cook.domain.SessionId;
import dev.cook.merge.MergeQueue;
import java.util.Optional;
import java.util.function.Function;

/** What somebody asks of a branch over HTTP, with a form or with the API. Whoever calls has asked for the role that it needs. */
public final class BranchRequests {
    private final MergeQueue queue;
    private final Messages messages;

    public BranchRequests(MergeQueue queue, Messages messages) {
        this.queue = queue;
        this.messages = messages;
    }

    /** @param seen the commit that they looked at: nobody shall queue what they have not seen */
    public Outcome land(Branch branch, Optional<String> seen, String by) {
        Optional<String> tip = seen.filter(commit -> !commit.isBlank());
        return tip.isPresent()
                ? queue.land(branch, tip, by)
                : Outcome.refused("the request does not say which commit you looked at");
    }

    public Outcome hold(Branch branch, String text, String by) {
        return reasoned(text, Reason.LONGEST_OF_HOLD, reason -> queue.hold(branch.id(), by, reason));
    }

    public Outcome release(Branch branch, String by) {
        return queue.release(branch.id(), by);
    }

    public Outcome abandon(Branch branch, String text, String by) {
        return reasoned(text, Reason.LONGEST_OF_ABANDON, reason -> queue.abandon(branch.id(), by, reason));
    }

    public Outcome say(Optional<SessionId> session, String text, String by) {
        return session.map(id -> text.isBlank() ? Outcome.refused("the message is empty") : messages.say(id, text, by))
                .orElseGet(() -> Outcome.refused("no agent works on this branch any more"));
    }

    private static Outcome reasoned(String text, int longest, Function<String, Outcome> act) {
        String reason = Reason.of(text);
        return reason.length() > longest
                ? Outcome.refused("the reason is longer than " + longest + " characters (" + reason.length() + ")")
                : act.apply(reason);
    }
}
