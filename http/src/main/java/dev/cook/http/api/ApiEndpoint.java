package dev.cook.http.api;

import dev.cook.domain.Caller;
import dev.cook.domain.CommitStatus;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateReply;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Voter;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.hooks.Authenticator;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Body;
import dev.cook.http.exchange.Credentials;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Route;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What other programs ask and say, as JSON, with the token of an account as the bearer: answers to gates, statuses of commits.
 * A browser's cookie is not looked at, so that no page of another site can speak here.
 */
public final class ApiEndpoint implements Route {
    /** Others below /api/ are not its own: a git client that asks for a repository of that name is told by git's. */
    private static final List<String> PREFIXES = List.of("/api/gates/", "/api/repos/");

    private static final Pattern GATE = Pattern.compile("/api/gates/([1-9][0-9]{0,17})");
    private static final Pattern STATUS = Pattern.compile("/api/repos/(.+)/commits/([^/]+)/status");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final Authenticator callers;
    private final GateAnswering gates;
    private final AuthFailureLimiter wrongSecrets;

    public ApiEndpoint(Store store, Authenticator callers, GateAnswering gates, AuthFailureLimiter wrongSecrets) {
        this.store = store;
        this.callers = callers;
        this.gates = gates;
        this.wrongSecrets = wrongSecrets;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (PREFIXES.stream().noneMatch(exchange.path()::startsWith)) {
            return false;
        }
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        Optional<Caller> caller =
                token.flatMap(secret -> wrongSecrets.find(exchange.network(), () -> callers.byToken(secret)));
        if (caller.isEmpty() && token.isPresent() && wrongSecrets.tooMany(exchange.network())) {
            exchange.set(HttpHeader.RETRY_AFTER, "60");
            wrong(
                    exchange,
                    429,
                    "the token is unknown, and your address has sent too many wrong tokens",
                    "wait a minute, then send a valid token");
            return true;
        }
        if (!(caller.orElse(null) instanceof Caller.AccountCaller holder)) {
            exchange.set(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            wrong(
                    exchange,
                    401,
                    token.isPresent() ? "the token is unknown or was revoked" : "this address needs a token",
                    "create one with `token create`, and send it as: Authorization: Bearer TOKEN");
            return true;
        }
        Matcher gate = GATE.matcher(exchange.path());
        Matcher status = STATUS.matcher(exchange.path());
        if (gate.matches()) {
            gate(exchange, holder, new GateRunId(Long.parseLong(gate.group(1))));
        } else if (status.matches()) {
            status(exchange, holder, status.group(1), status.group(2));
        } else {
            wrong(
                    exchange,
                    404,
                    "no such address",
                    "the API has POST /api/gates/RUN-ID and GET /api/repos/REPO/commits/COMMIT/status");
        }
        return true;
    }

    private void gate(Exchange exchange, Caller.AccountCaller caller, GateRunId run) throws IOException {
        if (!exchange.method().equals("POST")) {
            exchange.set(HttpHeader.ALLOW, "POST");
            wrong(
                    exchange,
                    405,
                    "this address accepts POST only",
                    "to read the state of a gate, use `gate list` or the status of its commit");
            return;
        }
        if (!isJson(exchange)) {
            wrong(exchange, 415, "the answer is not JSON", "send it as Content-Type: application/json");
            return;
        }
        GateAnswerRequest word;
        try (Body body = Body.of(exchange, GateAnswerRequest.LARGEST)) {
            word = GateAnswerRequest.read(body.readAllBytes());
        } catch (IllegalArgumentException e) {
            wrong(
                    exchange,
                    400,
                    String.valueOf(e.getMessage()),
                    "send {\"answer\": \"pass\" or \"fail\", \"comment\": \"…\", \"url\": \"https://…\"}");
            return;
        }
        Optional<Voter> voter = store.read(tx -> Access.voter(tx, caller, run));
        GateReply reply = voter.map(
                        who -> gates.answer(GateKind.EXTERNAL, run, who, word.pass(), word.comment(), word.url()))
                .orElseGet(() -> GateAnswering.missing(run));
        if (!reply.kind().good()) {
            wrong(exchange, status(reply.kind()), reply.said(), reply.wayOut());
            return;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", reply.run().value());
        json.put("gate", reply.gate());
        json.put("state", reply.state());
        json.put("said", reply.said());
        store.read(tx -> {
            about(tx, run, json);
            return json;
        });
        say(exchange, 200, json);
    }

    /** What was answered about, so that nobody finds out too late that it was something else. */
    private static void about(Tx tx, GateRunId run, Map<String, Object> json) {
        tx.gateRuns()
                .get(run)
                .flatMap(found -> tx.candidates().get(found.candidate()))
                .ifPresent(candidate -> {
                    tx.repos()
                            .get(candidate.repo())
                            .ifPresent(repo -> json.put("repo", repo.name().value()));
                    json.put(
                            "branches",
                            candidate.members().stream()
                                    .flatMap(member -> tx.branches().get(member.branch()).stream())
                                    .map(branch -> branch.name().value())
                                    .toList());
                    candidate.head().ifPresent(head -> json.put("commit", head.hex()));
                });
    }

    private void status(Exchange exchange, Caller.AccountCaller caller, String name, String commit) throws IOException {
        if (!exchange.isRead()) {
            exchange.set(HttpHeader.ALLOW, "GET, HEAD");
            wrong(exchange, 405, "this address accepts GET only", "to answer a gate, POST to /api/gates/RUN-ID");
            return;
        }
        Optional<Oid> oid = oid(commit);
        if (oid.isEmpty()) {
            wrong(exchange, 400, "the commit is not a full commit ID", "`git rev-parse HEAD` prints one");
            return;
        }
        Optional<CommitStatus> status = store.read(tx -> RepoName.parse(name)
                .flatMap(tx.repos()::byName)
                .filter(repo -> Access.may(tx, caller, repo.id(), Role.READ))
                .flatMap(repo -> tx.candidates()
                        .about(repo.id(), oid.get())
                        .map(candidate -> CommitStatus.of(
                                repo.name(),
                                oid.get(),
                                candidate,
                                tx.gateRuns().latest(candidate.id()),
                                tx.gateVerdicts()::of))));
        if (status.isPresent()) {
            say(exchange, 200, status.get());
        } else {
            wrong(
                    exchange,
                    404,
                    "no gate has judged that commit in that repository, or you do not have access to the repository",
                    "gates run on branches that are done or queued; queue one with `branch land`");
        }
    }

    private static Optional<Oid> oid(String text) {
        try {
            return Optional.of(new Oid(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isJson(Exchange exchange) {
        return exchange.header(HttpHeader.CONTENT_TYPE)
                .map(type -> type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip())
                .filter(Exchange.JSON::equals)
                .isPresent();
    }

    private static void wrong(Exchange exchange, int status, String error, String wayOut) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("error", error);
        json.put("wayOut", wayOut);
        say(exchange, status, json);
    }

    private static void say(Exchange exchange, int status, Object json) throws IOException {
        exchange.answer(status, Exchange.JSON, JSON.writeValueAsString(json) + "\n");
    }

    /** The status that tells a program what became of an answer. */
    public static int status(GateReply.Kind kind) {
        return switch (kind) {
            case TAKEN, KNOWN -> 200;
            case FORBIDDEN -> 403;
            case CONFLICT -> 409;
            case MISTAKEN -> 400;
            case MISSING -> 404;
        };
    }
}
