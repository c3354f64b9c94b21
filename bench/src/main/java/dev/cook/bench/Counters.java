package dev.cook.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a running server counts: transactions and statements as its health tells them, and what all threads of its JVM have
 * allocated, virtual ones with those that carry them, as its management beans tell it.
 */
final class Counters implements AutoCloseable {
    /** The server looks at its health once a second at most. */
    private static final Duration STALE = Duration.ofMillis(1_100);

    private static final Duration IDLE = Duration.ofSeconds(6);

    private final CookServing cook;
    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final PerSecond idle;

    /** Connects to a server that nobody else uses, and watches what it does by itself. */
    @SuppressWarnings("BanJNDI") // The address comes from the JVM that this benchmark started.
    Counters(CookServing cook) {
        this.cook = cook;
        try {
            VirtualMachine machine =
                    VirtualMachine.attach(Long.toString(cook.pids().findFirst().orElseThrow()));
            try {
                connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
            threads = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        } catch (IOException | AttachNotSupportedException e) {
            throw new BenchFailure("the server's JVM cannot be asked: " + e);
        }
        Reading before = read();
        LockSupport.parkNanos(IDLE.toNanos());
        idle = read().since(before).perSecond();
    }

    /**
     * A moment.
     *
     * @param seconds of a clock
     * @param allocated bytes
     */
    record Reading(double seconds, double transactions, double statements, double allocated) {
        Reading since(Reading earlier) {
            return new Reading(
                    seconds - earlier.seconds,
                    transactions - earlier.transactions,
                    statements - earlier.statements,
                    allocated - earlier.allocated);
        }

        PerSecond perSecond() {
            return new PerSecond(transactions / seconds, statements / seconds, allocated / seconds);
        }

        /** The share of each of so many operations, without what the server does meanwhile by itself. */
        Reading each(int operations, PerSecond idle) {
            return new Reading(
                    seconds / operations,
                    (transactions - idle.transactions * seconds) / operations,
                    (statements - idle.statements * seconds) / operations,
                    (allocated - idle.allocated * seconds) / operations);
        }
    }

    /** What a server does that nobody uses. */
    record PerSecond(double transactions, double statements, double allocated) {}

    /** What each of so many operations costs the server. */
    Reading each(int operations, Runnable all) {
        Reading before = read();
        all.run();
        return read().since(before).each(operations, idle);
    }

    private Reading read() {
        LockSupport.parkNanos(STALE.toNanos());
        JsonNode database =
                JsonMapper.shared().readTree(cook.health()).path("parts").path("database");
        if (!database.has("transactions")) {
            throw new BenchFailure("the server's health tells no transactions: " + database);
        }
        return new Reading(
                System.nanoTime() / 1e9,
                database.path("transactions").asDouble(),
                database.path("statements").asDouble(),
                threads.getTotalThreadAllocatedBytes());
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            System.err.println("cook: the server's JVM hung up first: " + e.getMessage());
        }
    }
}
