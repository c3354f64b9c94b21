package dev.cook.git;

import java.io.IOException;
import java.time.Duration;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/** The moment at which reading git's objects is given up: nobody waits for a page that takes longer. */
public final class Deadline {
    /** An object was wanted after the deadline. */
    public static final class Passed extends IOException {
        private static final long serialVersionUID = 1L;

        Passed() {
            super("the deadline for reading objects has passed");
        }
    }

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean hasPassed() {
        return System.nanoTime() - end > 0;
    }

    public void check() throws Passed {
        if (hasPassed()) {
            throw new Passed();
        }
    }

    /** The same objects, until the deadline. */
    ObjectReader until(ObjectReader reader) {
        return new Until(reader);
    }

    private final class Until extends ObjectReader.Filter {
        private final ObjectReader reader;

        Until(ObjectReader reader) {
            this.reader = reader;
        }

        @Override
        protected ObjectReader delegate() {
            return reader;
        }

        @Override
        public ObjectReader newReader() {
            return new Until(reader.newReader());
        }

        @Override
        public ObjectLoader open(AnyObjectId id) throws IOException {
            check();
            return super.open(id);
        }

        @Override
        public ObjectLoader open(AnyObjectId id, int type) throws IOException {
            check();
            return super.open(id, type);
        }
    }
}
