package dev.cook.http.rest;

import static dev.cook.http.rest.BranchOperations.BRANCH;
import static dev.cook.http.rest.Operation.post;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.gates.Gates;
import dev.cook.http.branch.BranchRequests;
import dev.cook.http.exchange.Problem;
import dev.cook.merge.MergeQueue;
import dev.cook.store.Store;
import java.util.List;
import java.util.Optional;

/** What people do with a branch: the same as on its page, with the same roles. */
public final class BranchActionOperations {
    private static final String WAY_OUT = "Read the branch to see its state.";

    private final Store store;
    private final BranchRequests requests;
    private final MergeQueue queue;
    private final Gates gates;

    public BranchActionOperations(Store store, BranchRequests requests, MergeQueue queue, Gates gates) {
        this.store = store;
        this.requests = requests;
        this.queue = queue;
        this.gates = gates;
    }

    public List<Operation> all() {
        return List.of(
                post(
                        BRANCH + "/-/land",
                        "landBranch",
                        "Queue a branch to land, unless its newest commit is another one",
                        Bodies.Land.class,
                        Views.Done.class,
                        this::land),
                post(
                        BRANCH + "/-/hold",
                        "holdBranch",
                        "Keep a branch from landing until somebody releases it",
                        Bodies.WithReason.class,
                        Views.Done.class,
                        (call, body) -> act(
                                call,
                                BranchAction.HOLD,
                                meant -> requests.hold(
                                        meant.branch(),
                                        body.reason().orElse(""),
                                        call.caller().name()))),
                post(
                        BRANCH + "/-/release",
                        "releaseBranch",
                        "Release a branch that is on hold",
                        Bodies.Nothing.class,
                        Views.Done.class,
                        (call, _) -> act(
                                call,
                                BranchAction.HOLD,
                                meant -> requests.release(
                                        meant.branch(), call.caller().name()))),
                post(
                        BRANCH + "/-/abandon",
                        "abandonBranch",
                        "Abandon a branch: its session ends, and its tip and timeline stay as a fossil",
                        Bodies.WithReason.class,
                        Views.Done.class,
                        (call, body) -> act(
                                call,
                                BranchAction.ABANDON,
                                meant -> requests.abandon(
                                        meant.branch(),
                                        body.reason().orElse(""),
                                        call.caller().name()))),
                post(
                        BRANCH + "/-/say",
                        "tellAgent",
                        "Send a message to the branch's agent, or answer its question",
                        Bodies.Message.class,
                        Views.Done.class,
                        (call, body) -> act(
                                call,
                                BranchAction.STEER,
                                meant -> requests.say(
                                        meant.session(),
                                        body.text(),
                                        call.caller().name()))),
                post(
                        BRANCH + "/-/move",
                        "moveBranch",
                        "Move a branch in its queue",
                        Bodies.Move.class,
                        Views.Done.class,
                        this::move),
                post(
                        BRANCH + "/-/rerun",
                        "rerunGates",
                        "Rerun the gates of a branch's newest candidate, all of them or one",
                        Bodies.Rerun.class,
                        Views.Rerun.class,
                        this::rerun));
    }

    /** @param session that is alive */
    private record Meant(Repo repo, Branch branch, Optional<Oid> tip, Optional<SessionId> session) {}

    private interface Act {
        Outcome on(Meant meant);
    }

    private Meant meant(Call call, Role needed) {
        return store.read(tx -> {
            Repo repo = call.repo(tx);
            call.require(tx, repo, needed);
            Branch branch = call.branch(tx, repo);
            return new Meant(
                    repo,
                    branch,
                    BranchOperations.tip(tx, repo, branch),
                    tx.sessions().alive(branch.id()).map(Session::id));
        });
    }

    private Record act(Call call, BranchAction action, Act act) {
        Meant meant = meant(call, action.needs());
        return done(meant, Refused.unless(act.on(meant), WAY_OUT));
    }

    private static Views.Done done(Meant meant, String said) {
        return new Views.Done(
                meant.repo().name().value(),
                meant.branch().name().value(),
                meant.tip().map(Oid::hex),
                said);
    }

    private Record land(Call call, Bodies.Land body) {
        if (!body.commit().matches("[0-9a-f]{40}")) {
            throw Refused.badRequest(
                    "The field commit is not a full commit ID.", "Send the tip of the branch, as you read it.");
        }
        Meant meant = meant(call, BranchAction.LAND.needs());
        if (call.ifMatch().isPresent()
                && meant.tip()
                        .filter(tip -> call.ifMatch().get().contains("\"" + tip.hex() + "\""))
                        .isEmpty()) {
            throw new Refused(
                    412,
                    "Changed since",
                    "The newest commit of the branch is not the one of If-Match.",
                    "Read the branch again, and send its tip.");
        }
        return done(
                meant,
                Refused.unless(
                        requests.land(
                                meant.branch(),
                                Optional.of(body.commit()),
                                call.caller().name()),
                        WAY_OUT));
    }

    private Record move(Call call, Bodies.Move body) {
        return act(call, BranchAction.REORDER, meant -> {
            BranchId id = meant.branch().id();
            String by = call.caller().name();
            return switch (body.to()) {
                case "first" -> queue.moveFirst(id, by);
                case "last" -> queue.moveLast(id, by);
                case "before" -> queue.moveBefore(id, other(call, meant, body), by);
                case "after" -> queue.moveAfter(id, other(call, meant, body), by);
                case "priority" ->
                    queue.prioritise(
                            id,
                            body.priority()
                                    .filter(MergeQueue::isPriority)
                                    .orElseThrow(() -> Refused.badRequest(
                                            "The field priority is not a number from -100 to 100.",
                                            "Send one, for example: \"priority\": 10.")),
                            by);
                default ->
                    throw Refused.badRequest(
                            "The field to is not a place in a queue.", "Send first, last, before, after, or priority.");
            };
        });
    }

    private BranchId other(Call call, Meant meant, Bodies.Move body) {
        String name = body.other()
                .orElseThrow(() -> Refused.badRequest(
                        "The field other is missing.", "Name the branch before or after which this one goes."));
        return store.read(tx -> call.branch(tx, meant.repo(), name).id());
    }

    private Record rerun(Call call, Bodies.Rerun body) {
        Meant meant = meant(call, Role.WRITE);
        return switch (gates.runAgain(
                meant.branch(),
                body.gate(),
                body.fresh().orElse(false),
                call.caller().name())) {
            case Gates.Again.Queued queued ->
                new Views.Rerun(
                        meant.repo().name().value(), meant.branch().name().value(), queued.gates());
            case Gates.Again.Refused refused ->
                throw new Refused(409, "Not done", Problem.sentence(refused.why()), WAY_OUT);
        };
    }
}
