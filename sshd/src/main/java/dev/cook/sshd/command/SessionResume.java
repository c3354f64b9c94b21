package dev.cook.sshd.command;

import dev.cook.agents.session.SessionActions;
import dev.cook.domain.BranchAction;
import dev.cook.domain.Outcome;
import dev.cook.domain.SessionId;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Topic;
import dev.cook.store.Wakeups;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Resumes a session that ended, in a new environment. */
@Command(
        name = "resume",
        description = "Resume a session that was lost, killed or ended, in a new environment.",
        footer = {
            "",
            "The session continues from the pushed branch and from what Cook saved: commits that were not",
            "pushed, uncommitted changes, and the agent's conversation if the agent keeps one in HOME.",
            "",
            "Examples:",
            "  ssh HOST session resume 7",
            "  ssh HOST session resume 7 --prompt '\"leave the parser alone\"'"
        })
final class SessionResume extends SessionCommand {
    /** An environment that was just ended is taken down within moments. */
    private static final Duration TAKEN_DOWN = Duration.ofSeconds(15);

    private final SessionActions actions;

    @Mixin
    private final SessionArgument session = new SessionArgument();

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            description = "The next prompt for the agent (default: an account of what happened).")
    private Optional<String> prompt = Optional.empty();

    SessionResume(Desk desk, SessionActions actions) {
        super(desk);
        this.actions = actions;
    }

    private record Asked(Worked found, boolean mayLand) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        Optional<String> told = prompt.map(String::strip).filter(text -> !text.isEmpty());
        if (told.filter(text -> !SessionActions.isPrompt(text)).isPresent()) {
            throw Refusal.usage(
                    "the prompt is longer than " + SessionActions.LONGEST_PROMPT
                            + " bytes or contains control characters",
                    "shorten the prompt, and send plain text");
        }
        Asked asked = store().read(tx -> {
            Worked found = session(tx, session.id(), BranchAction.STEER.needs());
            return new Asked(found, Access.may(tx, caller(), found.repo().id(), BranchAction.LAND.needs()));
        });
        awaitTakenDown();
        Outcome answer = actions.resume(asked.found().session().id(), caller().name(), told, asked.mayLand());
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "see its state: session show " + session.id());
        }
        return answer(asked.found(), answer.said());
    }

    /** Whoever kills a session and resumes it at once need not try again. */
    private void awaitTakenDown() throws InterruptedException {
        long deadline = System.nanoTime() + TAKEN_DOWN.toNanos();
        try (Wakeups.Watch watch = store().wakeups().watch(Topic.ENVIRONMENTS)) {
            long generation = watch.generation();
            while (isBeingTakenDown() && System.nanoTime() < deadline && !io().closed()) {
                generation = watch.await(generation, Duration.ofSeconds(1));
            }
        }
    }

    private boolean isBeingTakenDown() {
        return store().read(tx -> tx.sessions()
                .get(new SessionId(session.id()))
                .filter(session -> session.state().ended())
                .flatMap(session -> tx.environments().get(session.environment()))
                .filter(environment -> !environment.state().over())
                .isPresent());
    }
}
