package dev.cook.store;

/** The database belongs to another server; the message names it and the way out. */
public final class DatabaseInUse extends RuntimeException {
    DatabaseInUse(String message) {
        super(message);
    }
}
