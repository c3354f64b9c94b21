package dev.cook.http.rest;

import static dev.cook.http.rest.Operation.get;
import static dev.cook.http.rest.Operation.post;

import dev.cook.domain.BranchName;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateReply;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Repo;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.http.api.ApiEndpoint;
import dev.cook.http.exchange.Problem;
import dev.cook.store.Store;
import java.util.List;
import java.util.Optional;

/** Answers approvals, and tells how gates fare. */
public final class GateOperations {
    private final Store store;
    private final GateAnswering gates;

    public GateOperations(Store store, GateAnswering gates) {
        this.store = store;
        this.gates = gates;
    }

    public List<Operation> all() {
        return List.of(
                post(
                        "/api/v1/gates/{run}/-/approve",
                        "approveGate",
                        "Approve: say yes to a gate that waits for people",
                        Bodies.Vote.class,
                        Views.GateAnswer.class,
                        (call, body) -> vote(call, true, body)),
                post(
                        "/api/v1/gates/{run}/-/reject",
                        "rejectGate",
                        "Reject: say no to a gate that waits for people",
                        Bodies.Vote.class,
                        Views.GateAnswer.class,
                        (call, body) -> vote(call, false, body)),
                get(
                        "/api/v1/repos/{repo}/-/gates",
                        "listGateDays",
                        "List how the gates of a target fared, by day",
                        List.of(ServerOperations.TARGET),
                        Views.GateDays.class,
                        this::days));
    }

    private Record vote(Call call, boolean yes, Bodies.Vote body) {
        GateRunId run = new GateRunId(call.number("run"));
        GateReply reply = store.read(tx -> Access.voter(tx, call.caller(), run))
                .map(who -> gates.answer(
                        GateKind.APPROVAL, run, who, yes, body.comment().orElse(""), Optional.empty()))
                .orElseGet(() -> GateAnswering.missing(run));
        if (!reply.kind().good()) {
            throw new Refused(
                    ApiEndpoint.status(reply.kind()),
                    "Answer not accepted",
                    Problem.sentence(reply.said()),
                    Problem.sentence(reply.wayOut()));
        }
        return new Views.GateAnswer(reply.run().value(), reply.gate(), reply.state(), reply.said());
    }

    private Record days(Call call) {
        return store.read(tx -> {
            Repo repo = call.repo(tx);
            BranchName target = ServerOperations.target(tx, call, repo);
            return new Views.GateDays(
                    target.value(),
                    tx.gateHealth().days(repo.id(), target).stream()
                            .map(day -> new Views.GateDay(
                                    day.gate(),
                                    day.day().toString(),
                                    day.passed(),
                                    day.failed(),
                                    day.flaky(),
                                    day.took().toMillis()))
                            .toList());
        });
    }
}
