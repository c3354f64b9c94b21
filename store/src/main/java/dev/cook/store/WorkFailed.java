package dev.cook.store;

/** Work that cannot be done for a reason that a person understands: its message is shown to whoever waits for it. */
public final class WorkFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WorkFailed(String reason) {
        super(reason);
    }

    public WorkFailed(String reason, Throwable cause) {
        super(reason, cause);
    }
}
