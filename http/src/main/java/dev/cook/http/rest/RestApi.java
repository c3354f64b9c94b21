package dev.cook.http.rest;

import dev.cook.domain.Caller;
import dev.cook.domain.Secrets;
import dev.cook.http.api.ProblemJson;
import dev.cook.http.api.TokenHolders;
import dev.cook.http.exchange.Body;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.databind.json.JsonMapper;

/** Answers the operations of the JSON API, for programs with the token of an account. */
public final class RestApi implements Route {
    private static final String PREFIX = "/api/v1/";

    /** Bytes of a body: the longest prompt, with every character escaped. */
    private static final int LARGEST = 512 * 1024;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final TokenHolders clients;
    private final List<Operation> operations;

    public RestApi(Store store, TokenHolders clients, List<Operation> operations) {
        this.store = store;
        this.clients = clients;
        this.operations = List.copyOf(operations);
    }

    /** An operation whose address was asked for, and what the address says. */
    private record Asked(Operation operation, Map<String, String> path) {}

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().startsWith(PREFIX)) {
            return false;
        }
        List<Asked> asked = operations.stream()
                .flatMap(operation ->
                        operation.path().match(exchange.path()).map(path -> new Asked(operation, path)).stream())
                .toList();
        if (asked.isEmpty()) {
            return false;
        }
        Optional<Caller.AccountCaller> caller = clients.caller(exchange);
        if (caller.isEmpty()) {
            return true;
        }
        try {
            carryOut(exchange, caller.get(), asked);
        } catch (Refused e) {
            ProblemJson.answer(exchange, e.problem());
        }
        return true;
    }

    private void carryOut(Exchange exchange, Caller.AccountCaller caller, List<Asked> asked) throws IOException {
        Asked found = asked.stream()
                .filter(one -> one.operation().isRead()
                        ? exchange.isRead()
                        : one.operation().method().equals(exchange.method()))
                .findFirst()
                .orElseThrow(() -> {
                    String allowed = asked.stream()
                            .flatMap(one -> one.operation().isRead()
                                    ? Stream.of("GET", "HEAD")
                                    : Stream.of(one.operation().method()))
                            .distinct()
                            .collect(Collectors.joining(", "));
                    exchange.set(HttpHeader.ALLOW, allowed);
                    return new Refused(
                            405,
                            "Method not allowed",
                            "This address accepts " + allowed + " only.",
                            "Use one of them.");
                });
        Call call = new Call(
                caller,
                found.path(),
                exchange::query,
                exchange.header(HttpHeader.IF_MATCH),
                found.operation().request().isPresent() ? body(exchange) : new byte[0]);
        String json = store.redacted(
                        JSON.writeValueAsString(found.operation().handler().answer(call))) + "\n";
        if (!found.operation().isRead() || !exchange.isKnown(HexFormat.of().formatHex(Secrets.hash(json), 0, 16))) {
            exchange.answer(200, Exchange.JSON, json);
        }
    }

    private static byte[] body(Exchange exchange) throws IOException {
        if (exchange.header(HttpHeader.CONTENT_TYPE)
                .map(type -> type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip())
                .filter(Exchange.JSON::equals)
                .isEmpty()) {
            throw new Refused(
                    415, "Not JSON", "The body is not sent as JSON.", "Send it as Content-Type: application/json.");
        }
        try (Body body = Body.of(exchange, LARGEST)) {
            return body.readAllBytes();
        } catch (Body.TooLarge e) {
            throw new Refused(
                    new Problem(413, "Too large", "The body is larger than " + LARGEST + " bytes.", "Send less."));
        } catch (Body.UnknownEncoding e) {
            throw new Refused(
                    415,
                    "Unknown encoding",
                    "The body has an encoding other than gzip.",
                    "Send it as it is, or as gzip.");
        }
    }
}
