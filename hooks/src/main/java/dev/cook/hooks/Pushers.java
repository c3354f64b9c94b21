package dev.cook.hooks;

import dev.cook.domain.AnswerRef;
import dev.cook.domain.Caller;
import dev.cook.domain.GateRunState;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import dev.cook.store.Tx;
import java.util.Optional;

/** Finds out as whom a caller pushes to a repository. */
final class Pushers {
    private Pushers() {}

    static PushPolicy.Pusher of(Tx tx, Caller caller, RepoId repo) {
        return switch (caller) {
            case Caller.AccountCaller holder ->
                new PushPolicy.Pusher.Member(Access.role(tx, holder, repo).orElse(Role.READ));
            case Caller.EnvironmentCaller inside when !inside.repo().equals(repo) -> new PushPolicy.Pusher.Visitor();
            case Caller.EnvironmentCaller inside ->
                switch (inside.purpose()) {
                    case GATE -> judge(tx, inside);
                    case SESSION -> agent(tx, inside).orElse(PushPolicy.Pusher.Judge.MUTE);
                };
        };
    }

    /** A gate that may change the commit leaves its answer while it runs, and not afterwards. */
    private static PushPolicy.Pusher judge(Tx tx, Caller.EnvironmentCaller inside) {
        return new PushPolicy.Pusher.Judge(tx.gateRuns()
                .byEnvironment(inside.environment())
                .filter(run -> run.kind().mayChange() && run.state() == GateRunState.RUNNING)
                .map(run -> AnswerRef.of(run.id())));
    }

    /** Who works in an environment; empty: its session goes on elsewhere. Where its branch has ended it may still save. */
    private static Optional<PushPolicy.Pusher> agent(Tx tx, Caller.EnvironmentCaller inside) {
        return tx.environments()
                .get(inside.environment())
                .filter(environment -> environment.fingerprint().isPresent())
                .flatMap(environment -> tx.branches().get(environment.branch()))
                .flatMap(branch -> tx.sessions()
                        .byEnvironment(inside.environment())
                        .map(session -> new PushPolicy.Pusher.Agent(
                                branch.name(),
                                session.id(),
                                branch.state().ended()
                                        ? Optional.of(branch.state().word())
                                        : Optional.empty())));
    }
}
