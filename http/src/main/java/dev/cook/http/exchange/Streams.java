package dev.cook.http.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the live pages that are open, all together and for each caller. */
public final class Streams {
    private final int most;
    private final int mostEach;
    private final Map<String, Integer> open = new HashMap<>();
    private int total;

    public Streams(int most, int mostEach) {
        this.most = most;
        this.mostEach = mostEach;
    }

    /** A stream that may run; closing it makes room. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    public synchronized Optional<Permit> enter(String caller) {
        if (total >= most || open.getOrDefault(caller, 0) >= mostEach) {
            return Optional.empty();
        }
        total++;
        open.merge(caller, 1, Integer::sum);
        return Optional.of(() -> leave(caller));
    }

    private synchronized void leave(String caller) {
        total--;
        open.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
    }
}
