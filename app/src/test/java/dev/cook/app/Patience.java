package dev.cook.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something to become true at a server. One real client follows the events that a person may see; a wait looks
 * again when one arrives, and gives up only when none has arrived for long: a busy machine is slow, but goes on.
 */
final class Patience {
    /** Longer than anything that a test's server does without telling of an event. */
    private static final Duration QUIET = Duration.ofSeconds(100);

    /** Between two looks without an event: for what none tells, such as a line in a log. */
    private static final Duration LOOK = Duration.ofMillis(300);

    /** Before the client is started again whose server went away. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Events that a failure shows. */
    private static final int SHOWN = 20;

    private static final Map<Person, Patience> OF_PEOPLE = new ConcurrentHashMap<>();

    private final Person person;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final Deque<String> last = new ArrayDeque<>();
    private long events;
    private @Nullable Process client;
    private long started;

    private Patience(Person person) {
        this.person = person;
    }

    static Patience of(Person person) {
        return OF_PEOPLE.computeIfAbsent(person, Patience::new);
    }

    /** Answers the first of what is found that is as wanted. */
    <T> T until(String what, Callable<T> look, Predicate<T> wanted) {
        try {
            return await(what, look, wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it was still not " + what, e);
        }
    }

    private <T> T await(String what, Callable<T> look, Predicate<T> wanted) throws InterruptedException {
        long seen = -1;
        long quietSince = System.nanoTime();
        while (true) {
            follow();
            long now = heardBy();
            if (now != seen) {
                seen = now;
                quietSince = System.nanoTime();
            }
            T found = found(look);
            if (wanted.test(found)) {
                return found;
            }
            if (System.nanoTime() - quietSince > QUIET.toNanos()) {
                throw new AssertionError("nothing has happened for " + QUIET.toSeconds() + " s, and still not " + what
                        + "; found last:\n" + found + "\nheard last:\n" + String.join("\n", last()));
            }
            await(seen);
        }
    }

    private static <T> T found(Callable<T> look) throws InterruptedException {
        try {
            return look.call();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(long seen) throws InterruptedException {
        lock.lock();
        try {
            long left = LOOK.toNanos();
            while (events == seen && left > 0) {
                left = heard.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private long heardBy() {
        lock.lock();
        try {
            return events;
        } finally {
            lock.unlock();
        }
    }

    private Deque<String> last() {
        lock.lock();
        try {
            return new ArrayDeque<>(last);
        } finally {
            lock.unlock();
        }
    }

    /** Starts the client that follows the events, unless it runs. */
    private void follow() {
        lock.lock();
        try {
            if (client != null && (client.isAlive() || System.nanoTime() - started < AGAIN.toNanos())) {
                return;
            }
            started = System.nanoTime();
            Process process = person.command("event", "tail", "--follow", "--limit", "1")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            client = process;
            Thread.ofVirtual().name("patience of " + person.home()).start(() -> hear(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void hear(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told(line);
            }
        } catch (IOException _) {
            // The client ended; the next wait starts another.
        }
    }

    private void told(String line) {
        lock.lock();
        try {
            events++;
            last.addLast(line);
            if (last.size() > SHOWN) {
                last.removeFirst();
            }
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
