package dev.cook.http.api;

import dev.cook.agents.mcp.McpServer;
import dev.cook.domain.Caller;
import dev.cook.hooks.Authenticator;
import dev.cook.http.exchange.Body;
import dev.cook.http.exchange.Credentials;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The address of agents' tools: the streamable HTTP transport of the Model Context Protocol, without streams and without
 * sessions of its own. Each message comes with a bearer, which is all that says whose tools they are.
 */
public final class McpEndpoint implements Route {
    public static final String PATH = "/api/mcp";

    private final Authenticator callers;
    private final McpServer tools;
    private final Site site;

    public McpEndpoint(Authenticator callers, McpServer tools, Site site) {
        this.callers = callers;
        this.tools = tools;
        this.site = site;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().equals(PATH)) {
            return false;
        }
        Optional<String> origin = exchange.header(HttpHeader.ORIGIN);
        if (origin.filter(from -> !from.equals(site.origin())).isPresent()) {
            exchange.answer(
                    403, Exchange.TEXT, "This address serves agents only; a request from another site is refused.\n");
            return true;
        }
        // A bearer has 256 bits, so guesses need not be counted; all agents of a machine share its address.
        Optional<Caller.EnvironmentCaller> caller =
                Credentials.token(exchange.header(HttpHeader.AUTHORIZATION)).flatMap(callers::byBearer);
        if (caller.isEmpty()) {
            exchange.set(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            exchange.answer(401, Exchange.TEXT, "Authentication failed: send the bearer token of a running session.\n");
        } else if (!exchange.method().equals("POST")) {
            exchange.set(HttpHeader.ALLOW, "POST");
            exchange.answer(405, Exchange.TEXT, "This address accepts POST only; it offers no event stream.\n");
        } else if (!isJson(exchange)) {
            exchange.answer(415, Exchange.TEXT, "Unsupported content type: send application/json.\n");
        } else if (exchange.header("MCP-Protocol-Version")
                .filter(version -> !McpServer.speaks(version))
                .isPresent()) {
            exchange.answer(400, Exchange.TEXT, "This server does not support that MCP-Protocol-Version.\n");
        } else {
            message(exchange, caller.get());
        }
        return true;
    }

    private void message(Exchange exchange, Caller.EnvironmentCaller caller) throws IOException {
        byte[] message;
        try (Body body = Body.of(exchange, McpServer.LONGEST)) {
            message = body.readAllBytes();
        }
        McpServer.Reply answer;
        try {
            answer = tools.answer(caller.environment(), message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
        exchange.answer(
                answer.understood() ? answer.json().isPresent() ? 200 : 202 : 400,
                Exchange.JSON,
                answer.json().orElse(""));
    }

    private static boolean isJson(Exchange exchange) {
        return exchange.header(HttpHeader.CONTENT_TYPE)
                .map(type -> type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip())
                .filter(Exchange.JSON::equals)
                .isPresent();
    }
}
