package dev.cook.agents.output;

import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strikes secrets out of what jobs write while they run, before anybody listens to it. */
public final class RedactedOutput implements OutputListener {
    /**
     * Jobs kept apart: more than the 10,000 sessions and 10,000 gate runs that a server's file may allow at once, for with a
     * stream goes the half of a secret that it holds back. Most hold nothing.
     */
    private static final int MOST_JOBS = 20_001;

    private final Redaction redaction;
    private final List<OutputListener> listeners;
    private final Map<EnvironmentJob, Redaction.Stream> streams = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EnvironmentJob, Redaction.Stream> eldest) {
            return size() > MOST_JOBS;
        }
    };

    public RedactedOutput(Redaction redaction, OutputListener... listeners) {
        this.redaction = redaction;
        this.listeners = List.of(listeners);
    }

    @Override
    public void output(EnvironmentJob job, byte[] bytes) {
        byte[] redacted = redaction.isEmpty() ? bytes : redact(job, bytes);
        if (redacted.length > 0) {
            listeners.forEach(listener -> listener.output(job, redacted));
        }
    }

    private synchronized byte[] redact(EnvironmentJob job, byte[] bytes) {
        return streams.computeIfAbsent(job, _ -> redaction.stream()).next(bytes);
    }

    public synchronized void forget(EnvironmentJob job) {
        streams.remove(job);
    }
}
