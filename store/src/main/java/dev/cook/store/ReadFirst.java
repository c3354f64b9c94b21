package dev.cook.store;

import java.io.Serial;

/**
 * A transaction needs what is read elsewhere, slowly: it ends without a change, that is read, and it runs again. So nothing is
 * waited for while rows are locked.
 */
final class ReadFirst extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Runnable reading;

    /** @param reading makes known what was asked for, so that it is not asked for again */
    ReadFirst(Runnable reading) {
        // It passes through one method on the way: nobody wants to know where it came from.
        super("something has to be read before this transaction", null, false, false);
        this.reading = reading;
    }

    void read() {
        reading.run();
    }
}
