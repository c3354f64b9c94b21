package dev.cook.agents.session;

import dev.cook.domain.Branch;
import dev.cook.domain.Job;
import dev.cook.domain.Session;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * A turn of an agent that is about to begin.
 *
 * @param task what the session was started with
 */
public record Turn(Job job, Session session, Branch branch, Continuity place, String task) {
    /** Where it begins, compared with the turns before it. */
    enum Continuity {
        /** There was none. */
        FIRST,
        /** In the environment of the one before. */
        SAME,
        /** In a new one: the one before it was lost or ended with its session. */
        NEW
    }

    /** Empty: the job is no turn. */
    static Optional<Turn> read(Tx tx, Job job) {
        return job.session().flatMap(tx.sessions()::get).map(session -> {
            List<Job> earlier = tx.jobs().turns(session.id()).stream()
                    .filter(other -> other.turn() < job.turn())
                    .toList();
            Continuity place = earlier.isEmpty()
                    ? Continuity.FIRST
                    : earlier.stream().anyMatch(other -> other.environment().equals(job.environment()))
                            ? Continuity.SAME
                            : Continuity.NEW;
            return new Turn(
                    job,
                    session,
                    tx.branches().get(session.branch()).orElseThrow(),
                    place,
                    asked(earlier.isEmpty() ? job : earlier.getFirst()));
        });
    }

    private static String asked(Job job) {
        return job.prompt().orElseThrow(() -> new IllegalStateException(job + " has no prompt"));
    }

    /** For an agent that turns out not to know its conversation. */
    String afresh() {
        return place == Continuity.SAME ? AgentPrompts.forgotten(branch, task, asked(job)) : prompt(false);
    }

    /** @param remembers whether the agent knows its conversation */
    String prompt(boolean remembers) {
        return switch (place) {
            case FIRST -> AgentPrompts.task(branch, task);
            case SAME -> asked(job);
            case NEW ->
                remembers ? AgentPrompts.resumed(branch, asked(job)) : AgentPrompts.afresh(branch, task, asked(job));
        };
    }
}
