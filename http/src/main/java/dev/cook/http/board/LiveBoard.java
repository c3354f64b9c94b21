package dev.cook.http.board;

import dev.cook.domain.Caller;
import dev.cook.http.exchange.EventStream;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Streams;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Wakeups;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The board as it is now, whenever it changed. A named event has the number of what waits for whoever looks, also while the page
 * holds its lines still; a message without a name has the lines. Nothing of the database is held while the stream waits.
 */
final class LiveBoard {
    /** How often a stream says something, and looks whether a job has been quiet for long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** The same at the beginning of a stream, so often. */
    private static final Duration BEAT = Duration.ofSeconds(2);

    private static final int EARLY = 3;

    /** The shortest time between two looks: hundreds of boards may be open while a busy server commits all the time. */
    private static final Duration BREATH = Duration.ofSeconds(1);

    private final Store store;
    private final PageRenderer shown;
    private final BrowserAuth visitors;
    private final BoardReader boards;
    private final Streams streams;
    private volatile boolean stopped;

    LiveBoard(Store store, PageRenderer shown, BrowserAuth visitors, BoardReader boards, Streams streams) {
        this.store = store;
        this.shown = shown;
        this.visitors = visitors;
        this.boards = boards;
        this.streams = streams;
    }

    /** Ends all streams: their clients come back to whoever serves next. */
    void stop() {
        stopped = true;
        store.wakeups().fireAll();
    }

    void follow(Exchange exchange, Caller caller, BoardFilter filter) throws IOException {
        Optional<Streams.Permit> entered = streams.enter(caller.name());
        if (entered.isEmpty()) {
            exchange.set("Retry-After", "30");
            shown.problem(
                    exchange,
                    new Problem(
                            429,
                            "Too many live pages",
                            "You, or everybody together, have too many live pages open on this server.",
                            "Close some of yours. This page retries automatically."));
            return;
        }
        Supplier<Optional<Caller>> again = visitors.again(exchange);
        exchange.set("X-Accel-Buffering", "no");
        try (Streams.Permit open = entered.orElseThrow();
                OutputStream out = exchange.stream(EventStream.TYPE);
                Wakeups.Watch watch = store.wakeups()
                        .watch(
                                Topic.BRANCHES,
                                Topic.SESSIONS,
                                Topic.JOBS,
                                Topic.CANDIDATES,
                                Topic.GATES,
                                Topic.PEOPLE,
                                Topic.REPOS)) {
            follow(new EventStream(out), filter, again, watch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(EventStream stream, BoardFilter filter, Supplier<Optional<Caller>> again, Wakeups.Watch watch)
            throws IOException, InterruptedException {
        Optional<Board> sent = Optional.empty();
        int early = 0;
        stream.comment("hello");
        while (!stopped) {
            long generation = watch.generation();
            // Whoever has signed out, or lost a role, sees nothing new.
            Optional<Caller> caller = again.get();
            if (caller.isEmpty()) {
                return;
            }
            Board board = boards.read(caller.get(), filter);
            if (sent.filter(board::equals).isEmpty()) {
                stream.event("needs", board.needs() == 0 ? "" : board.needsWord());
                stream.message(shown.part(
                        "board", Map.of("board", board, "now", shown.clock().instant(), "site", shown.site())));
                sent = Optional.of(board);
            } else {
                stream.comment("still here");
            }
            long seen = generation;
            // Whoever flips through pages has left this one: a write that fails tells, and makes room for the next
            // stream.
            for (; early < EARLY && seen == generation; early++) {
                seen = watch.await(generation, BEAT);
                stream.comment("still here");
            }
            seen = seen == generation ? watch.await(generation, HEARTBEAT) : seen;
            if (seen != generation) {
                settle(watch, seen);
            }
        }
    }

    /** Commits come in bursts; one look serves them all. */
    private static void settle(Wakeups.Watch watch, long seen) throws InterruptedException {
        long until = System.nanoTime() + BREATH.toNanos();
        long generation = seen;
        for (long left = BREATH.toNanos(); left > 0; left = until - System.nanoTime()) {
            generation = watch.await(generation, Duration.ofNanos(left));
        }
    }
}
