package dev.cook.agents;

/** This machine cannot isolate an environment as it was told to; the message names the way out. */
public final class SandboxMissing extends RuntimeException {
    SandboxMissing(String message) {
        super(message);
    }
}
