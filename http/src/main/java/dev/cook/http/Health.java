package dev.cook.http;

import java.io.IOException;

/** Tells whoever watches the server that it answers. */
final class Health implements Area {
    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().equals("/health")) {
            return false;
        }
        exchange.answer(200, Exchange.JSON, "{\"status\":\"ok\"}\n");
        return true;
    }
}
