package dev.cook.agents.bridge;

import dev.cook.agents.output.OutputListener;
import dev.cook.agents.output.ScriptFooterFilter;
import dev.cook.domain.EnvironmentJob;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Hears each byte that jobs write once and in order: from the bridge, as long as that was there from a job's beginning;
 * else from the job's recording in its environment, from the first byte on that was not heard.
 *
 * <p>What tmux tells and what the recording holds are the same bytes, so a count is all that has to be remembered. A
 * server that was restarted has heard nothing, and hears it all again.
 */
final class JobOutputFeed {
    /** Jobs remembered: more than can run at once; the one that was asked about longest ago goes first. */
    private static final int MOST_JOBS = 256;

    private static final int PIECE = 16 * 1024;

    private final OutputListener listener;
    private final SecureRandom numbers = new SecureRandom();
    private final Map<EnvironmentJob, Job> jobs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EnvironmentJob, Job> eldest) {
            return size() > MOST_JOBS;
        }
    };

    JobOutputFeed(OutputListener listener) {
        this.listener = listener;
    }

    /** How far one job was heard, and who may go on from there. */
    private static final class Job {
        private long heard;
        private Optional<Wish> wish = Optional.empty();
    }

    /**
     * What an environment is asked for.
     *
     * @param number that it answers with
     * @param from the first byte that is wanted of what the job wrote
     */
    record Wish(long number, long from) {}

    /** A bridge that was there from the job's beginning tells what it writes. */
    void output(EnvironmentJob id, byte[] bytes) {
        Job job = job(id);
        synchronized (job) {
            job.heard += bytes.length;
            listener.output(id, bytes);
        }
    }

    /** A bridge finds a job that it did not hear from the beginning: whoever told of it before is no longer believed. */
    Wish behind(EnvironmentJob id) {
        Job job = job(id);
        synchronized (job) {
            Wish wish = new Wish(numbers.nextLong(1, Long.MAX_VALUE), job.heard);
            job.wish = Optional.of(wish);
            return wish;
        }
    }

    /**
     * An environment tells what a job wrote, until that has ended; false if it was not asked.
     *
     * @param in with script's last line at its end, which is none of the job's
     */
    boolean answer(EnvironmentJob id, long number, InputStream in) throws IOException {
        Optional<Job> wanted = wanted(id, number);
        if (wanted.isEmpty()) {
            return false;
        }
        Job job = wanted.get();
        ScriptFooterFilter footing = new ScriptFooterFilter();
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            if (!tell(job, id, number, footing.pass(Arrays.copyOf(piece, n)))) {
                return true;
            }
        }
        tell(job, id, number, footing.end());
        return true;
    }

    /** What nobody asked for leaves nothing behind here. */
    private Optional<Job> wanted(EnvironmentJob id, long number) {
        Optional<Job> known;
        synchronized (jobs) {
            known = Optional.ofNullable(jobs.get(id));
        }
        return known.filter(job -> {
            synchronized (job) {
                return job.wish.filter(wish -> wish.number() == number).isPresent();
            }
        });
    }

    private boolean tell(Job job, EnvironmentJob id, long number, byte[] bytes) {
        synchronized (job) {
            if (job.wish.filter(wish -> wish.number() == number).isEmpty()) {
                return false;
            }
            if (bytes.length > 0) {
                job.heard += bytes.length;
                listener.output(id, bytes);
            }
            return true;
        }
    }

    /** It is over, and what is kept of it is known. */
    void forget(EnvironmentJob id) {
        Optional<Job> known;
        synchronized (jobs) {
            known = Optional.ofNullable(jobs.remove(id));
        }
        known.ifPresent(job -> {
            synchronized (job) {
                job.wish = Optional.empty();
            }
        });
    }

    private Job job(EnvironmentJob id) {
        synchronized (jobs) {
            return jobs.computeIfAbsent(id, _ -> new Job());
        }
    }
}
