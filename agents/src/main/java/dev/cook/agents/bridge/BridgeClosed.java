package dev.cook.agents.bridge;

/** The environment is not connected any more, or did not answer; whoever asked tries again once it is back. */
public final class BridgeClosed extends RuntimeException {
    BridgeClosed(String message) {
        super(message);
    }

    BridgeClosed(String message, Throwable cause) {
        super(message, cause);
    }
}
