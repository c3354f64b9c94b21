package dev.cook.http.api;

import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Route;
import java.io.IOException;

/** Answers agents who try the connection to their tools for something else. */
public final class NothingElse implements Route {
    @Override
    public boolean answer(Exchange exchange) throws IOException {
        exchange.answer(
                404,
                Exchange.TEXT,
                "Not found: this address serves the tools of agents only, at POST " + McpEndpoint.PATH + "\n");
        return true;
    }
}
