package dev.cook.http.exchange;

import java.io.IOException;

/** A part of the addresses that the server answers. */
public interface Route {
    /** Answers a request whose path is of this part; says whether it was. */
    boolean answer(Exchange exchange) throws IOException;
}
