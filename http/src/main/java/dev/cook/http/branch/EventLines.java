package dev.cook.http.branch;

import dev.cook.domain.event.AccountFact;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.CandidateFact;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.domain.event.Fact;
import dev.cook.domain.event.GateFact;
import dev.cook.domain.event.RepoFact;
import dev.cook.domain.event.SessionFact;
import dev.cook.domain.event.UnknownFact;
import java.util.Optional;

/** Turns events into lines of a timeline. Those that a turn or a candidate shows itself get none. */
final class EventLines {
    private EventLines() {}

    static Optional<TimelineEntry.Fact> of(Event event) {
        return switch (event.fact()) {
            case CandidateFact _,
                    SessionFact.Requested _,
                    SessionFact.Started _,
                    SessionFact.TurnEnded _,
                    GateFact.Started _,
                    GateFact.Asked _,
                    GateFact.Passed _,
                    GateFact.Failed _,
                    GateFact.Broke _,
                    GateFact.Flaked _,
                    GateFact.Skipped _ -> Optional.empty();
            case AccountFact _,
                    RepoFact _,
                    BranchFact.OfBranch _,
                    SessionFact.Waited _,
                    SessionFact.Configured _,
                    SessionFact.Asked _,
                    SessionFact.Told _,
                    SessionFact.Ended _,
                    SessionFact.Resumed _,
                    GateFact.Answered _,
                    UnknownFact _ ->
                Optional.of(new TimelineEntry.Fact(event.at(), tone(event.fact()), EventText.line(event)));
        };
    }

    private static String tone(Fact fact) {
        if (fact instanceof BranchFact.Landed) {
            return "good";
        }
        return fact instanceof BranchFact.Waited || fact instanceof SessionFact.Asked ? "waits" : "over";
    }
}
