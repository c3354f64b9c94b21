package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.Failure;
import dev.cook.domain.event.BranchFact;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the failure of one piece of a controller's work from stopping the others. What fails is tried again later and
 * later; meanwhile a row says why, which goes when the work succeeds or is no longer asked for. Errors count as failures:
 * if one of memory ended a controller, nothing would land until a restart.
 */
public final class Isolation {
    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    /** After the first failure: what was chance is over by then. Each further one doubles it. */
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** Long enough that what never succeeds costs little, short enough that what was mended goes on while one looks. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    /** Failures in a row after which the timelines of the branches say so. */
    static final int TOLD_AFTER = 2;

    /** Branches of a queue that are told: the first ones wait most, and each costs a row. */
    private static final int MOST_TOLD = 50;

    /** Waits differ by up to this part, so that what failed together is not tried again together. */
    private static final double JITTER = 0.2;

    private final Store store;
    private final String controller;
    private final Clock clock;
    private final LongAdder passes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Counts asked = new Counts();

    /** What failed, and when it may be tried again; the rows are for people, and for whoever comes after this server. */
    private final Map<Key, Failing> failing = new ConcurrentHashMap<>();

    private volatile boolean loaded;
    private volatile Optional<Instant> lastPass = Optional.empty();

    private record Key(String step, String item) {}

    private record Failing(int tries, Instant retryAt) {}

    Isolation(Store store, String controller, Clock clock) {
        this.store = store;
        this.controller = controller;
        this.clock = clock;
    }

    String controller() {
        return controller;
    }

    /** Looks at everything, once; what it asks of the database is counted as this controller's. */
    void pass(Controller.Pass pass) throws InterruptedException {
        ScopedValue.where(Counts.CONTROLLERS, asked).call(() -> {
            pass.run();
            return true;
        });
        passes.increment();
        lastPass = Optional.of(clock.instant());
    }

    /**
     * Does a step for each item that did not fail a short time ago.
     *
     * @param step what is done, in words that follow "failed to"
     * @param items all there are: a failure of any other item is forgotten
     */
    public <T> void each(String step, List<T> items, Function<T, Subject> about, Consumer<T> work) {
        each(step, items, item -> about.apply(item).item(), about, work);
    }

    /**
     * The same where it costs something to find out whom an item is for.
     *
     * @param about asked when it fails
     */
    public <T> void each(
            String step, List<T> items, Function<T, String> name, Function<T, Subject> about, Consumer<T> work) {
        Set<String> here = new HashSet<>();
        for (T item : items) {
            String called = name.apply(item);
            here.add(called);
            attempt(new Key(step, called), () -> about.apply(item), () -> work.accept(item));
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
        retain(step, here::contains);
    }

    /** Does something unless it failed a short time ago; says whether it was done. */
    public boolean attempt(String step, Subject subject, Runnable work) {
        return attempt(new Key(step, subject.item()), () -> subject, work);
    }

    private boolean attempt(Key key, Supplier<Subject> about, Runnable work) {
        // Items may have threads of their own.
        return ScopedValue.where(Counts.CONTROLLERS, asked).call(() -> isDone(key, about, work));
    }

    private boolean isDone(Key key, Supplier<Subject> about, Runnable work) {
        load();
        Optional<Failing> before = Optional.ofNullable(failing.get(key));
        if (before.filter(failed -> clock.instant().isBefore(failed.retryAt())).isPresent()) {
            return false;
        }
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            // An interrupt is the server that stops; the next one does the work.
            if (!Thread.currentThread().isInterrupted()) {
                failed(key, about, before.map(Failing::tries).orElse(0) + 1, e);
            }
            return false;
        }
        if (before.isPresent()) {
            over(key);
        }
        return true;
    }

    /**
     * The same on a thread for each, and without waiting for them: whoever takes long keeps nobody waiting. An item that is
     * still worked on is looked at once more after that.
     */
    public <T> void spread(Looks looks, String step, List<T> items, Function<T, Subject> about, Consumer<T> work) {
        Set<String> here = new HashSet<>();
        for (T item : items) {
            Subject subject = about.apply(item);
            here.add(subject.item());
            looks.at(step + " " + subject.item(), () -> attempt(step, subject, () -> work.accept(item)));
        }
        retain(step, here::contains);
    }

    /** Forgets what failed in a step, but for some items. */
    public void retain(String step, Predicate<String> items) {
        load();
        for (Key key : failing.keySet()) {
            if (key.step().equals(step) && !items.test(key.item())) {
                over(key);
            }
        }
    }

    /** Whether an item fails in a step at present. */
    public boolean isFailing(String step, String item) {
        load();
        return failing.containsKey(new Key(step, item));
    }

    /** How many items fail in a step at present. */
    public int failing(String step) {
        load();
        return Math.toIntExact(
                failing.keySet().stream().filter(key -> key.step().equals(step)).count());
    }

    /** How the controller does. */
    ControllerStatus status() {
        return new ControllerStatus(controller, passes.sum(), failures.sum(), failing.size(), lastPass, asked.asked());
    }

    /** A whole look failed: nothing of it was done, or nobody knows what. */
    void passFailed(Throwable failure) {
        failures.increment();
        try {
            LOG.error("{} failed, error {}; it tries again", controller, errorId(), failure);
        } catch (RuntimeException | Error _) {
            // Where there is not even the memory to say so, the counter does.
        }
    }

    private void failed(Key key, Supplier<Subject> about, int tries, Throwable failure) {
        Duration wait = wait(tries);
        failing.put(key, new Failing(tries, clock.instant().plus(wait)));
        try {
            failures.increment();
            String error = errorId();
            LOG.error(
                    "{}: {} of {} failed ({} in a row), error {}; it is tried again in {} ms",
                    controller,
                    key.step(),
                    key.item(),
                    tries,
                    error,
                    wait.toMillis(),
                    failure);
            String reason = store.redacted(FailureReason.of(failure));
            Subject subject = about.get();
            store.change(tx -> {
                tx.failures()
                        .failed(
                                controller,
                                key.step(),
                                subject.named(key.item()),
                                reason,
                                error,
                                tries,
                                tx.now().plus(wait));
                if (tries == TOLD_AFTER) {
                    tell(tx, subject, new BranchFact.Delayed(key.step(), reason));
                }
            });
        } catch (RuntimeException | Error e) {
            // The database may be what failed. What is in memory is enough to go on with.
            LOG.error("{}: that {} failed could not be written down", controller, key.item(), e);
        }
    }

    /** Whoever follows a branch that waits hears why, once: what fails now and then mends itself before. */
    private static void tell(Tx tx, Subject subject, BranchFact.Delayed delayed) {
        Stream<Branch> waiting = Stream.concat(
                subject.branches().stream().flatMap(id -> tx.branches().get(id).stream()),
                subject.target().stream()
                        .flatMap(target -> tx.queues().lines(subject.repo().orElseThrow(), target).stream())
                        .map(Queues.Line::branch));
        waiting.filter(branch -> !branch.state().ended()).limit(MOST_TOLD).forEach(branch -> tx.events()
                .append(branch.repo(), branch.id(), delayed));
    }

    private void over(Key key) {
        store.change(tx -> tx.failures().over(controller, key.step(), key.item()));
        failing.remove(key);
    }

    /** What failed under an earlier server may have been mended by the restart, so it is tried at once. */
    private void load() {
        if (loaded) {
            return;
        }
        for (Failure row : store.read(tx -> tx.failures().of(controller))) {
            failing.putIfAbsent(new Key(row.step(), row.item()), new Failing(row.tries(), Instant.EPOCH));
        }
        loaded = true;
    }

    /** How long to wait after so many failures in a row. */
    static Duration wait(int tries) {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(tries - 1, 20));
        Duration most = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        return Duration.ofMillis(
                (long) (most.toMillis() * (1 - ThreadLocalRandom.current().nextDouble(JITTER))));
    }

    private static String errorId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
