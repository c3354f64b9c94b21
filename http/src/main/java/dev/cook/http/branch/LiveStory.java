package dev.cook.http.branch;

import dev.cook.domain.Caller;
import dev.cook.domain.JobId;
import dev.cook.domain.event.Event;
import dev.cook.hooks.Access;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events of one branch. Each event of the branch is a message with its id, its name and its values as JSON;
 * after them comes a message without a name, which is the page's story as it is now. A client that comes back with
 * {@code Last-Event-ID} gets what it missed. Nothing of the database is held while the stream waits.
 */
public final class LiveStory {
    /** How often a stream says something, so that proxies keep it and a client that is gone is noticed. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** How often running jobs are asked for what they wrote. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** The shortest time between two looks: a busy server commits hundreds of times a second. */
    private static final Duration BREATH = Duration.ofMillis(100);

    /** Events sent at once; the next look takes more. */
    private static final int BATCH = 200;

    private final Store store;
    private final PageRenderer shown;
    private final BrowserAuth visitors;
    private final StoryReader stories;
    private final Streams streams;
    private final JsonMapper json = JsonMapper.shared();
    private volatile boolean stopped;

    public LiveStory(Store store, PageRenderer shown, BrowserAuth visitors, StoryReader stories, Streams streams) {
        this.store = store;
        this.shown = shown;
        this.visitors = visitors;
        this.stories = stories;
        this.streams = streams;
    }

    /** Ends all streams: their clients come back to whoever serves next, with the id of the last event they saw. */
    public void stop() {
        stopped = true;
        store.wakeups().fireAll();
    }

    /** Events after a position, and whether the caller may still see them. */
    private record News(boolean allowed, List<Event> events) {}

    public void follow(Exchange exchange, Caller caller, VisibleBranch place) throws IOException {
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
        try (Streams.Permit open = entered.orElseThrow();
                OutputStream out = exchange.stream("text/event-stream; charset=utf-8")) {
            exchange.set("X-Accel-Buffering", "no");
            new Reader(exchange, caller, place, out).run();
        }
    }

    /** One client. */
    private final class Reader {
        private final Exchange exchange;
        private final Caller caller;
        private final VisibleBranch place;
        private final OutputStream out;
        private final Map<JobId, TimelineEntry.Output> sentOutput = new HashMap<>();
        private Optional<BranchPage> sent = Optional.empty();
        private long position;

        Reader(Exchange exchange, Caller caller, VisibleBranch place, OutputStream out) {
            this.exchange = exchange;
            this.caller = caller;
            this.place = place;
            this.out = out;
            this.position = position(exchange);
        }

        void run() throws IOException {
            try {
                comment("hello");
                try (Wakeups.Watch watch = store.wakeups().watch(place.branch().id(), Topic.PEOPLE)) {
                    follow(watch);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void follow(Wakeups.Watch watch) throws IOException, InterruptedException {
            long nextBeat = System.nanoTime() + HEARTBEAT.toNanos();
            long generation = watch.generation();
            boolean look = true;
            while (!stopped) {
                if (look && !tellNews()) {
                    return;
                }
                tellOutput();
                Duration wait = sent.filter(story -> !story.live().isEmpty()).isPresent() ? GLANCE : HEARTBEAT;
                long seen = watch.await(generation, wait);
                look = seen != generation;
                if (look) {
                    // Commits come in bursts; one look serves them all. Nobody can fire this generation.
                    seen = settle(watch, seen);
                }
                generation = seen;
                if (System.nanoTime() - nextBeat >= 0) {
                    if (visitors.who(exchange).isEmpty()) {
                        return;
                    }
                    comment("still here");
                    sendStory();
                    nextBeat = System.nanoTime() + HEARTBEAT.toNanos();
                }
            }
        }

        private static long settle(Wakeups.Watch watch, long seen) throws InterruptedException {
            long until = System.nanoTime() + BREATH.toNanos();
            long generation = seen;
            for (long left = BREATH.toNanos(); left > 0; left = until - System.nanoTime()) {
                generation = watch.await(generation, Duration.ofNanos(left));
            }
            return generation;
        }

        /** Says whether the stream may go on. */
        private boolean tellNews() throws IOException {
            boolean first = sent.isEmpty();
            boolean any = false;
            while (true) {
                News news = store.read(tx -> new News(
                        Access.role(tx, caller, place.repo().id()).isPresent(),
                        tx.events().ofBranch(place.branch().id(), position, BATCH)));
                if (!news.allowed()) {
                    return false;
                }
                for (Event event : news.events()) {
                    tell(event);
                    position = event.id().value();
                }
                any |= !news.events().isEmpty();
                if (news.events().size() < BATCH) {
                    break;
                }
            }
            if (first || any) {
                sendStory();
            }
            return true;
        }

        private void sendStory() throws IOException {
            BranchPage story = stories.read(place.repo(), place.branch().id(), caller);
            if (sent.filter(story::equals).isPresent()) {
                return;
            }
            sent = Optional.of(story);
            sentOutput.keySet().retainAll(story.live());
            message(shown.part(
                    "story",
                    Map.of(
                            "story",
                            story,
                            "site",
                            shown.site(),
                            "now",
                            shown.clock().instant())));
        }

        private void tellOutput() throws IOException {
            for (JobId job : sent.map(BranchPage::live).orElse(List.of())) {
                TimelineEntry.Output output = stories.live(job, false);
                if (!output.equals(sentOutput.put(job, output))) {
                    message("<hx-partial hx-target=\"#" + output.id() + "\" hx-swap=\"innerHTML\">"
                            + shown.part("lines", Map.of("lines", output.lines())) + "</hx-partial>");
                }
            }
        }

        private void tell(Event event) throws IOException {
            Map<String, Object> data = Map.of(
                    "type", event.type(),
                    "version", event.version(),
                    "at", event.at().toString(),
                    "data", event.data());
            write("id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + json.writeValueAsString(data)
                    + "\n\n");
        }

        private void message(String text) throws IOException {
            StringBuilder lines = new StringBuilder();
            text.lines().forEach(line -> lines.append("data: ").append(line).append('\n'));
            write(lines.append('\n').toString());
        }

        private void comment(String text) throws IOException {
            write(": " + text + "\n\n");
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /** Where to go on: after the last event that the client saw, or that its page shows. */
    private static long position(Exchange exchange) {
        return exchange.header("Last-Event-ID")
                .or(() -> exchange.query("after"))
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }
}
