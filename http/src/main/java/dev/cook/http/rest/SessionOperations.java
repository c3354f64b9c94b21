package dev.cook.http.rest;

import static dev.cook.http.rest.Operation.post;

import dev.cook.agents.session.SessionActions;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Problem;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/** Ends and resumes sessions. */
public final class SessionOperations {
    private final Store store;
    private final SessionActions actions;

    public SessionOperations(Store store, SessionActions actions) {
        this.store = store;
        this.actions = actions;
    }

    public List<Operation> all() {
        return List.of(
                post(
                        "/api/v1/sessions/{session}/-/kill",
                        "killSession",
                        "Kill a session; what its agent pushed stays on its branch",
                        Bodies.Nothing.class,
                        Views.Done.class,
                        (call, _) -> {
                            Meant meant = store.read(tx -> meant(tx, call));
                            return done(
                                    meant,
                                    actions.kill(meant.session(), call.caller().name()));
                        }),
                post(
                        "/api/v1/sessions/{session}/-/resume",
                        "resumeSession",
                        "Resume a session that ended, in a new environment",
                        Bodies.Resume.class,
                        Views.Done.class,
                        this::resume));
    }

    private record Meant(SessionId session, Repo repo, Branch branch, boolean mayLand) {}

    /** A session of a repository that the caller may not read does not exist for them. */
    private static Meant meant(Tx tx, Call call) {
        Session session =
                tx.sessions().get(new SessionId(call.number("session"))).orElseThrow(() -> missing(call));
        Branch branch = tx.branches().get(session.branch()).orElseThrow(() -> missing(call));
        Repo repo = tx.repos()
                .get(branch.repo())
                .filter(found -> Access.role(tx, call.caller(), found.id()).isPresent())
                .orElseThrow(() -> missing(call));
        call.require(tx, repo, BranchAction.STEER);
        return new Meant(
                session.id(), repo, branch, Access.may(tx, call.caller(), repo.id(), BranchAction.LAND.needs()));
    }

    private static Refused missing(Call call) {
        return new Refused(Problem.missing("session", call.text("session")));
    }

    private static Views.Done done(Meant meant, Outcome outcome) {
        return new Views.Done(
                meant.repo().name().value(),
                meant.branch().name().value(),
                Optional.empty(),
                Refused.unless(outcome, "Read the branch to see its sessions."));
    }

    private Record resume(Call call, Bodies.Resume body) {
        Optional<String> prompt = body.prompt().map(String::strip).filter(text -> !text.isEmpty());
        if (prompt.filter(text -> !SessionActions.isPrompt(text)).isPresent()) {
            throw Refused.badRequest(
                    "The prompt is longer than " + SessionActions.LONGEST_PROMPT
                            + " bytes or contains control characters.",
                    "Shorten the prompt, and send plain text.");
        }
        Meant meant = store.read(tx -> meant(tx, call));
        return done(meant, actions.resume(meant.session(), call.caller().name(), prompt, meant.mayLand()));
    }
}
