package dev.cook.store;

import java.util.concurrent.atomic.LongAdder;

/** What is asked of the database: by the whole process, or by one controller. */
final class Counts {
    /** Those of the controller whose work a thread does; unbound: it does what somebody asked for. */
    static final ScopedValue<Counts> CONTROLLERS = ScopedValue.newInstance();

    private final LongAdder transactions = new LongAdder();
    private final LongAdder statements = new LongAdder();

    /** Counts one here, and for the controller that asks. */
    void transaction() {
        transactions.increment();
        if (CONTROLLERS.isBound()) {
            CONTROLLERS.get().transactions.increment();
        }
    }

    /** The same of a statement. */
    void statement() {
        statements.increment();
        if (CONTROLLERS.isBound()) {
            CONTROLLERS.get().statements.increment();
        }
    }

    Store.Asked asked() {
        return new Store.Asked(transactions.sum(), statements.sum());
    }
}
