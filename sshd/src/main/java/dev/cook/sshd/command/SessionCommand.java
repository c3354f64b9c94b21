package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.Optional;

/** A command about one session. */
abstract class SessionCommand extends BranchCommand {
    protected SessionCommand(Desk desk) {
        super(desk);
    }

    /** A session and what it works on. */
    protected record Worked(Repo repo, Branch branch, Session session) {}

    /** What a request came to, in JSON. */
    record Said(long session, String repo, String branch, Optional<String> commit, String said) {}

    /** Tells what became of a request about a session. */
    protected final ExitCode answer(Worked worked, String said) {
        Found found = store().read(tx -> Found.of(tx, worked.repo(), worked.branch()));
        sayJson(new Said(
                worked.session().id().value(),
                worked.repo().name().value(),
                worked.branch().name().value(),
                found.tip().map(Oid::hex),
                said));
        say(said + found.told());
        return ExitCode.OK;
    }

    protected final Worked session(Tx tx, long id, Role needed) {
        Optional<Session> session = id > 0 ? tx.sessions().get(new SessionId(id)) : Optional.empty();
        return session.flatMap(found -> tx.branches().get(found.branch()).flatMap(branch -> tx.repos()
                        .get(branch.repo())
                        .map(repo -> new Worked(allowed(tx, repo, needed, () -> none(id)), branch, found))))
                .orElseThrow(() -> none(id));
    }

    private static Refusal none(long id) {
        return new Refusal(
                ExitCode.NOT_FOUND,
                "no session " + id + ", or no access to it",
                "list a repository's sessions: session list");
    }
}
