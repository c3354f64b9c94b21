package dev.cook.agents.output;

import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.JobId;
import java.time.Duration;
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

    /** By job alone, as readers know it: a job's row names one environment, and only what that one wrote comes here. */
    private final Map<JobId, Tail> tails = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Tail> eldest) {
            return size() > MOST_JOBS;
        }
    };

    /** When this server began to listen, as {@link System#nanoTime} counts. */
    private final long began = System.nanoTime();

    private static final class Tail {
        private byte[] bytes = new byte[0];
        private int size;
        private long written;
        private long last = System.nanoTime();

        /** Moves what is kept to the front only now and then: a flood comes in pieces of a few hundred bytes. */
        void add(byte[] more) {
            written += more.length;
            last = System.nanoTime();
            int from = Math.max(0, more.length - KEPT);
            int added = more.length - from;
            if (size + added > bytes.length) {
                int kept = Math.min(size, KEPT - added);
                byte[] room = new byte[Math.min(2 * KEPT, 2 * (kept + added))];
                System.arraycopy(bytes, size - kept, room, 0, kept);
                bytes = room;
                size = kept;
            }
            System.arraycopy(more, from, bytes, size, added);
            size += added;
        }

        byte[] end() {
            return Arrays.copyOfRange(bytes, Math.max(0, size - KEPT), size);
        }
    }

    @Override
    public synchronized void output(EnvironmentJob job, byte[] bytes) {
        tails.computeIfAbsent(job.job(), _ -> new Tail()).add(bytes);
    }

    /** The last that a job wrote, if it wrote anything since this server started. */
    public synchronized Optional<byte[]> tail(JobId job) {
        return Optional.ofNullable(tails.get(job)).map(Tail::end);
    }

    /** Bytes that a job wrote so far: changes whenever there is more to see. */
    public synchronized long written(JobId job) {
        Tail tail = tails.get(job);
        return tail == null ? 0 : tail.written;
    }

    /** How long a job that runs has written nothing, as far as this server has listened. */
    public synchronized Duration silence(JobId job, Duration running) {
        Tail tail = tails.get(job);
        Duration heard = Duration.ofNanos(System.nanoTime() - (tail == null ? began : tail.last));
        return heard.compareTo(running) < 0 ? heard : running;
    }

    public synchronized void forget(JobId job) {
        tails.remove(job);
    }
}
