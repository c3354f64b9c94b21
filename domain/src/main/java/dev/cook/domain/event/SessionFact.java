package dev.cook.domain.event;

import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import java.util.Optional;

/** What happened to an agent's session. */
public sealed interface SessionFact extends BranchFact {
    SessionId session();

    /** @param by who asked for it */
    @Wire("session.wanted")
    record Requested(SessionId session, String agent, Optional<String> by) implements SessionFact {}

    @Wire("session.waited")
    record Waited(SessionId session, String why) implements SessionFact {}

    /**
     * Its environment is configured from somebody's repository.
     *
     * @param kind of configuration, for instance dotfiles
     * @param commit as the repository at {@code url} names it
     */
    @Wire("session.configured")
    record Configured(SessionId session, String kind, String url, String commit) implements SessionFact {}

    /** A turn started. */
    @Wire("session.started")
    record Started(SessionId session, String agent, int turn) implements SessionFact {}

    /**
     * A turn ended.
     *
     * @param status the agent's exit status
     * @param saved what became of work that was not pushed, for people to read
     */
    @Wire("session.turned")
    record TurnEnded(SessionId session, int turn, int status, Optional<String> saved) implements SessionFact {}

    /** The agent asked a person something. */
    @Wire("session.asked")
    record Asked(SessionId session, String message) implements SessionFact {}

    /** A person told the agent something. */
    @Wire("session.told")
    record Told(SessionId session, String by, How how, String message) implements SessionFact {}

    /** How a person spoke to an agent. */
    enum How {
        /** As the prompt of its next turn. */
        SAYS,
        /** Into the terminal of its running turn. */
        TYPES
    }

    /**
     * @param how the state that it ended in
     * @param by the person who ended it
     */
    @Wire("session.ended")
    record Ended(SessionId session, SessionState how, String why, Optional<String> by) implements SessionFact {}

    /** It goes on in a new environment. */
    @Wire("session.resumed")
    record Resumed(SessionId session, String by, String why) implements SessionFact {}
}
