package dev.cook.http;

import java.io.IOException;

/** Answers agents who try the connection to their tools for something else. */
final class NothingElse implements Route {
    @Override
    public boolean answer(Exchange exchange) throws IOException {
        exchange.answer(404, Exchange.TEXT, "Only the tools of agents are here: POST " + McpEndpoint.PATH + "\n");
        return true;
    }
}
