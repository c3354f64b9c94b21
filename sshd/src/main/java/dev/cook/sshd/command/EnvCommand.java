package dev.cook.sshd.command;

import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.sshd.ExitCode;

/** A command about one persistent environment of a repository, whether or not it is there already. */
abstract class EnvCommand extends CookCommand {
    protected EnvCommand(Desk desk) {
        super(desk);
    }

    /** What came of it, in JSON. */
    record Done(String repo, String environment, String said) {}

    protected final ExitCode answer(Repo repo, String name, Outcome answer) {
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "see the environment's state: env list --persistent");
        }
        sayJson(new Done(repo.name().value(), name, answer.said()));
        say(answer.said() + " (" + repo.name() + ")");
        return ExitCode.OK;
    }
}
