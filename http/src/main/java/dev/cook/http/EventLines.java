package dev.cook.http;

import dev.cook.domain.Event;
import dev.cook.domain.EventText;
import dev.cook.domain.EventType;
import java.util.Optional;

/** Turns events into lines of a story. Those that a turn or a candidate shows itself get none. */
final class EventLines {
    private EventLines() {}

    static Optional<TimelineEntry.Fact> of(Event event) {
        return switch (event.type()) {
            case SESSION_WANTED,
                    SESSION_STARTED,
                    SESSION_TURNED,
                    CANDIDATE_BUILT,
                    CANDIDATE_CONFLICTED,
                    CANDIDATE_OUTDATED,
                    CANDIDATE_FAILED,
                    CANDIDATE_SPLIT,
                    GATE_STARTED,
                    GATE_ASKED,
                    GATE_PASSED,
                    GATE_FAILED,
                    GATE_BROKE,
                    GATE_FLAKED,
                    GATE_SKIPPED -> Optional.empty();
            case REPO_CREATED,
                    REPO_CHANGED,
                    REFS_PUSHED,
                    BRANCH_STARTED,
                    BRANCH_DONE,
                    BRANCH_QUEUED,
                    BRANCH_WAITED,
                    BRANCH_RESUMED,
                    BRANCH_HANDLED,
                    BRANCH_HELD,
                    BRANCH_RELEASED,
                    BRANCH_MOVED,
                    BRANCH_LANDED,
                    BRANCH_ABANDONED,
                    SESSION_WAITED,
                    SESSION_CONFIGURED,
                    SESSION_ASKED,
                    SESSION_TOLD,
                    SESSION_ENDED,
                    SESSION_RESUMED,
                    GATE_ANSWERED,
                    FOSSIL_MADE,
                    ACCOUNT_CHANGED,
                    ROLE_CHANGED,
                    UNKNOWN_EVENT ->
                Optional.of(new TimelineEntry.Fact(event.at(), tone(event.type()), EventText.line(event)));
        };
    }

    private static String tone(EventType type) {
        if (type == EventType.BRANCH_LANDED) {
            return "good";
        }
        return type == EventType.BRANCH_WAITED || type == EventType.SESSION_ASKED ? "waits" : "over";
    }
}
