package dev.cook.agents.output;

import dev.cook.agents.transcript.UsageMeter;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.ModelUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Counts what agents use while they run. It is lost with the server; the next one hears of each job from its beginning.
 */
public final class UsageMeters implements OutputListener {
    /** Jobs kept: more than can run at once; the one written to longest ago goes first. */
    private static final int MOST_JOBS = 256;

    private final Function<EnvironmentJob, Optional<UsageMeter>> maker;
    private final Map<EnvironmentJob, Optional<UsageMeter>> meters = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EnvironmentJob, Optional<UsageMeter>> eldest) {
            return size() > MOST_JOBS;
        }
    };

    /** @param maker a meter for a job, or nothing where it is no agent's or its agent tells nothing; asked once a job */
    public UsageMeters(Function<EnvironmentJob, Optional<UsageMeter>> maker) {
        this.maker = maker;
    }

    @Override
    public void output(EnvironmentJob job, byte[] bytes) {
        meter(job).ifPresent(meter -> meter.feed(bytes));
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
    public List<ModelUsage> usage(EnvironmentJob job) {
        Optional<UsageMeter> meter;
        synchronized (this) {
            meter = meters.getOrDefault(job, Optional.empty());
        }
        return meter.map(UsageMeter::usage).orElse(List.of());
    }

    public synchronized void forget(EnvironmentJob job) {
        meters.remove(job);
    }
}
