package dev.cook.domain.view;

import dev.cook.domain.BranchName;
import dev.cook.domain.Session;
import java.time.Instant;
import java.util.Optional;

/** A session in JSON, without its turns. */
public record SessionView(
        long session,
        String branch,
        String agent,
        String state,
        Optional<String> reason,
        Instant startedAt,
        Optional<Instant> endedAt) {
    public static SessionView of(Session session, BranchName branch) {
        return new SessionView(
                session.id().value(),
                branch.value(),
                session.agent(),
                session.state().word(),
                session.reason(),
                session.createdAt(),
                session.endedAt());
    }
}
