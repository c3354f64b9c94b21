package dev.cook.app;

/** The server cannot start as it was told to; the message names what is wrong and the way out. */
final class StartFailure extends RuntimeException {
    private final String why;

    StartFailure(String why) {
        super(why);
        this.why = why;
    }

    StartFailure(String why, Throwable cause) {
        super(why, cause);
        this.why = why;
    }

    String why() {
        return why;
    }
}
