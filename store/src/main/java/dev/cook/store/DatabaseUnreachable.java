package dev.cook.store;

/** There is no database as the server's file says; the message names it and the way out. */
public final class DatabaseUnreachable extends RuntimeException {
    DatabaseUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
