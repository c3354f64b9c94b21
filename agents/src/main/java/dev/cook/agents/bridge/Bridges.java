package dev.cook.agents.bridge;

import dev.cook.agents.output.OutputListener;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.JobId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The environments that are connected to this server right now. */
public final class Bridges {
    private final ConcurrentHashMap<EnvironmentId, Bridge> connected = new ConcurrentHashMap<>();
    private final OwnJobs own;
    private final JobOutputFeed hearing;
    private final Object dialled = new Object();

    /** @param own whom an environment may speak of */
    public Bridges(OwnJobs own, OutputListener listener) {
        this.own = own;
        this.hearing = new JobOutputFeed(listener);
    }

    /**
     * Serves one connection until it ends. A connection of the same environment that is still open is closed: its far
     * end is gone, or it would not have dialled again.
     *
     * @param ready told once the bridge can be asked, on a thread of its own
     */
    public void serve(EnvironmentId environment, InputStream in, OutputStream out, Consumer<Bridge> ready) {
        Bridge bridge = new Bridge(environment, in, out, own, hearing);
        try {
            bridge.begin();
        } catch (BridgeClosed e) {
            bridge.close();
            return;
        }
        Bridge before = connected.put(environment, bridge);
        if (before != null) {
            before.close();
        }
        synchronized (dialled) {
            dialled.notifyAll();
        }
        try {
            Thread.ofVirtual().name("bridge-ready-" + environment).start(() -> ready.accept(bridge));
            bridge.run();
        } finally {
            connected.remove(environment, bridge);
        }
    }

    /**
     * An environment tells what a job wrote that no bridge told; returns when the job has ended or another connection
     * tells it.
     *
     * @return false if the environment was not asked
     */
    public boolean hear(EnvironmentId environment, JobId job, long number, InputStream in) throws IOException {
        return hearing.answer(new EnvironmentJob(environment, job), number, in);
    }

    /** A job is over, and what is kept of it is known. */
    public void forget(EnvironmentJob job) {
        hearing.forget(job);
    }

    public Optional<Bridge> of(EnvironmentId environment) {
        return Optional.ofNullable(connected.get(environment));
    }

    /** Waits for an environment that may just be dialling: after a restart of the server all of them are. */
    Optional<Bridge> await(EnvironmentId environment, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (dialled) {
            while (!connected.containsKey(environment)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return Optional.empty();
                }
                dialled.wait(left);
            }
        }
        return of(environment);
    }

    public Set<EnvironmentId> connected() {
        return Set.copyOf(connected.keySet());
    }

    /** Closes all, so that they dial the server that comes next. */
    public void closeAll() {
        connected.values().forEach(Bridge::close);
    }

    /** Whether a job has a window in its environment at this moment, as far as anybody can say. */
    public boolean hasWindow(EnvironmentId environment, JobId job) {
        try {
            return of(environment).filter(bridge -> bridge.jobs().contains(job)).isPresent();
        } catch (BridgeClosed e) {
            return false;
        }
    }
}
