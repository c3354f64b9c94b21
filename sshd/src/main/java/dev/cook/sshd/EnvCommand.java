package dev.cook.sshd;

import dev.cook.agents.Sessions;
import dev.cook.domain.KeptEnvironment;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.store.Tx;
import java.util.List;

/** A command about one kept environment of a repository. */
abstract class EnvCommand extends CookCommand {
    protected EnvCommand(Desk desk) {
        super(desk);
    }

    /** What came of it, in JSON. */
    record Done(String repo, String environment, String said) {}

    /** One and where it is. */
    protected record Found(Repo repo, KeptEnvironment kept) {}

    /** @param words a repository, which may be left out, and a name */
    protected final Found kept(Tx tx, List<String> words, Role needed) {
        Repo repo = repo(tx, words.subList(0, words.size() - 1), needed);
        return tx.kept()
                .byName(repo.id(), words.getLast())
                .map(kept -> new Found(repo, kept))
                .orElseThrow(() -> new Refusal(
                        ExitCode.NOT_FOUND,
                        "no environment '" + Text.shortened(words.getLast(), 40) + "' is kept in " + repo.name(),
                        "`env list` shows them; `env create` makes one"));
    }

    protected final ExitCode answer(Repo repo, String name, Sessions.Answer answer) {
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "`env list` tells how it stands");
        }
        sayJson(new Done(repo.name().value(), name, answer.said()));
        say(answer.said());
        return ExitCode.OK;
    }
}
