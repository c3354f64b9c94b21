package dev.cook.sshd;

/** How a command ended, for scripts. */
public enum ExitCode {
    OK(0, "success"),
    REFUSED(1, "refused, or the command tried and failed"),
    USAGE(2, "the command line is wrong"),
    /** What it names is not there, or not for the caller; the two look alike. */
    NOT_FOUND(3, "not found, or no access"),
    CONFLICT(4, "the current state does not allow it: taken, already ended, changed meanwhile"),
    TIMED_OUT(5, "timed out"),
    /** The connection ended before the command did: the server stopped. It is what ssh itself says then. */
    CONNECTION_LOST(255, "connection lost, or the server stopped");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }
}
