package dev.cook.store;

/** The database lets in fewer connections than the server's file says to open; the message names both and the way out. */
public final class PoolTooLarge extends RuntimeException {
    PoolTooLarge(String message) {
        super(message);
    }
}
