package dev.cook.store.embedded;

/** Cook's own PostgreSQL cannot be used; the message says what stands in the way and how to get past it. */
public final class EmbeddedPostgresException extends RuntimeException {
    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
