package dev.cook.agents.output;

import dev.cook.agents.transcript.CountedUsage;
import dev.cook.agents.transcript.UsageMeter;
import dev.cook.domain.EnvironmentJob;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Counts what agents use while they run, and passes on what people read of each job: of an agent that reports in a format of its
 * own, the text of its turn; of everything else, what it writes. It is lost with the server; the next one hears of each job from
 * its beginning.
 */
public final class UsageMeters implements OutputListener {
    /** Jobs kept: more than can run at once; the one written to longest ago goes first. */
    private static final int MOST_JOBS = 256;

    private final Function<EnvironmentJob, Optional<UsageMeter>> maker;
    private final OutputListener readable;
    private final Map<EnvironmentJob, Optional<UsageMeter>> meters = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EnvironmentJob, Optional<UsageMeter>> eldest) {
            return size() > MOST_JOBS;
        }
    };

    /**
     * @param maker a meter for a job, or nothing where it is no agent's or its agent reports nothing; asked once a job
     * @param readable hears what people read
     */
    public UsageMeters(Function<EnvironmentJob, Optional<UsageMeter>> maker, OutputListener readable) {
        this.maker = maker;
        this.readable = readable;
    }

    @Override
    public void output(EnvironmentJob job, byte[] bytes) {
        byte[] text = meter(job)
                .map(meter -> meter.feed(bytes).getBytes(StandardCharsets.UTF_8))
                .orElse(bytes);
        if (text.length > 0) {
            readable.output(job, text);
        }
    }

    private Optional<UsageMeter> meter(EnvironmentJob job) {
        synchronized (this) {
            Optional<UsageMeter> known = meters.get(job);
            if (known != null) {
                return known;
            }
        }
        // Not under the lock: it asks the database.
        Optional<UsageMeter> made = maker.apply(job);
        synchronized (this) {
            Optional<UsageMeter> first = meters.putIfAbsent(job, made);
            return first == null ? made : first;
        }
    }

    /** What a job has used so far, as far as it was heard. */
    public CountedUsage usage(EnvironmentJob job) {
        Optional<UsageMeter> meter;
        synchronized (this) {
            meter = meters.getOrDefault(job, Optional.empty());
        }
        return meter.map(UsageMeter::usage).orElse(CountedUsage.NONE);
    }

    public synchronized void forget(EnvironmentJob job) {
        meters.remove(job);
    }
}
