package dev.cook.sshd;

/** How a command ended, for scripts. */
public enum ExitCode {
    OK(0),
    /** Refused, or tried and failed. */
    REFUSED(1),
    /** The command was not understood. */
    USAGE(2),
    /** What it names is not there, or not for the caller; the two look alike. */
    NOT_FOUND(3),
    /** The present state does not allow it: taken, already over, moved meanwhile. */
    CONFLICT(4),
    /** It did not happen within the time that was given. */
    TIMED_OUT(5),
    /** The connection ended before the command did: the server stopped. It is what ssh itself says then. */
    BROKEN_OFF(255);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
