package dev.cook.agents;

import dev.cook.domain.JobId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last that each running job wrote, for those who look on. It is lost with the server; what counts is what a job
 * reports at its end.
 */
public final class LiveOutput implements OutputListener {
    /** Bytes kept of one job: several screens. */
    private static final int KEPT = 128 * 1024;

    /** Jobs kept: more than can run at once; the one written to longest ago goes first. */
    private static final int MOST_JOBS = 256;

    private final Map<JobId, Tail> tails = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Tail> eldest) {
            return size() > MOST_JOBS;
        }
    };

    private static final class Tail {
        private byte[] bytes = new byte[0];
        private long written;

        void add(byte[] more) {
            byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
            System.arraycopy(more, 0, all, bytes.length, more.length);
            bytes = all.length <= KEPT ? all : Arrays.copyOfRange(all, all.length - KEPT, all.length);
            written += more.length;
        }
    }

    @Override
    public synchronized void output(JobId job, byte[] bytes) {
        tails.computeIfAbsent(job, _ -> new Tail()).add(bytes);
    }

    /** The last that a job wrote, if it wrote anything since this server started. */
    public synchronized Optional<byte[]> tail(JobId job) {
        return Optional.ofNullable(tails.get(job)).map(tail -> tail.bytes.clone());
    }

    /** Bytes that a job wrote so far: changes whenever there is more to see. */
    public synchronized long written(JobId job) {
        Tail tail = tails.get(job);
        return tail == null ? 0 : tail.written;
    }

    synchronized void forget(JobId job) {
        tails.remove(job);
    }
}
