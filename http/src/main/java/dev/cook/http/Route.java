package dev.cook.http;

import java.io.IOException;

/** A part of the addresses that the server answers. */
interface Route {
    /** Answers a request whose path is of this part; says whether it was. */
    boolean answer(Exchange exchange) throws IOException;
}
