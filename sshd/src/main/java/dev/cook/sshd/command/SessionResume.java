package dev.cook.sshd.command;

import dev.cook.agents.session.SessionActions;
import dev.cook.domain.Outcome;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.domain.Text;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Topic;
import dev.cook.store.Wakeups;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a session that ended go on in a new environment. */
@Command(
        name = "resume",
        description = "Let a session that was lost, killed or ended go on in a new environment.",
        footer = {
            "",
            "It begins with the branch as it was pushed and with what the session saved: commits,",
            "uncommitted changes, and the agent's conversation where it keeps one in its home.",
            "",
            "Examples:",
            "  ssh HOST session resume 7",
            "  ssh HOST session resume 7 --prompt '\"leave the parser alone\"'"
        })
final class SessionResume extends SessionCommand {
    /** Bytes: as much as a push option may hold. */
    private static final int LONGEST_PROMPT = 64 * 1024;

    /** An environment that was just ended is taken down within moments. */
    private static final Duration TAKEN_DOWN = Duration.ofSeconds(15);

    private final SessionActions actions;

    @Parameters(paramLabel = "ID", description = "The number that `session list` shows.")
    private long id;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "What the agent is told, instead of what happened.")
    private Optional<String> prompt = Optional.empty();

    SessionResume(Desk desk, SessionActions actions) {
        super(desk);
        this.actions = actions;
    }

    private record Asked(Worked found, boolean mayLand) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        Optional<String> told = prompt.map(String::strip).filter(text -> !text.isEmpty());
        if (told.filter(SessionResume::isNoPrompt).isPresent()) {
            throw Refusal.usage(
                    "--prompt is plain text of at most " + LONGEST_PROMPT + " bytes",
                    "say it shorter, without controls");
        }
        Asked asked = store().read(tx -> {
            Worked found = session(tx, id, Role.WRITE);
            return new Asked(found, Access.may(tx, caller(), found.repo().id(), Role.LAND));
        });
        awaitTakenDown();
        Outcome answer = actions.resume(asked.found().session().id(), caller().name(), told, asked.mayLand());
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "`session show " + id + "` tells how it stands");
        }
        return answer(asked.found(), answer.said());
    }

    private static boolean isNoPrompt(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > LONGEST_PROMPT || !text.equals(Text.printableLines(text));
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
                .get(new SessionId(id))
                .filter(session -> session.state().ended())
                .flatMap(session -> tx.environments().get(session.environment()))
                .filter(environment -> !environment.state().over())
                .isPresent());
    }
}
