package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import dev.cook.store.Wakeups;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what happened, and what happens. */
@Command(
        name = "tail",
        description = "Show the latest events in the repositories that you can see.",
        footer = {
            "",
            "With --json --follow, each line is one event. Event numbers are in commit order: continue",
            "after the last one that you saw with --since, and you miss none.",
            "",
            "Examples:",
            "  ssh HOST event tail --follow --repo team/thing",
            "  ssh HOST event tail --since 2026-11-01 --limit 1000"
        })
final class EventTail extends CookCommand {
    private static final int MOST = 10_000;

    private static final Duration LONGEST = Duration.ofDays(3_660);

    /** How far back a tail looks for events that the caller may see, so that a quiet repository costs no full scan. */
    private static final long FARTHEST = 100_000;

    /** Events that one query of that search looks at. */
    private static final int STEP = 5_000;

    /** How soon a client that went away is noticed. */
    private static final Duration GLANCE = Duration.ofSeconds(2);

    /** Rounds without a commit of this process after which rows are looked at for commits of others. */
    private static final int QUIET_ROUNDS = 5;

    @Mixin
    private final FollowOption follow = new FollowOption();

    @Option(
            names = "--since",
            paramLabel = "EVENT|TIME",
            description =
                    "Events after this event's number, or since a time: 7d, 2026-11-01 or 2026-11-01T08:00. Oldest"
                            + " first.")
    private Optional<String> since = Optional.empty();

    @Mixin
    private final LimitOption limit = new LimitOption();

    @Option(names = "--repo", paramLabel = "NAME", description = "Only this repository.")
    private String repo = "";

    /** Events of the past that are shown. */
    private int most;

    EventTail(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(
            long id,
            Instant at,
            String type,
            int version,
            Optional<String> repo,
            Optional<Long> branch,
            Map<String, String> data,
            String text) {
        static View of(Event event, Map<RepoId, String> names) {
            return new View(
                    event.id().value(),
                    event.at(),
                    event.type(),
                    event.version(),
                    event.repo().map(id -> names.getOrDefault(id, id.toString())),
                    event.branch().map(id -> id.value()),
                    new TreeMap<>(event.data()),
                    EventText.line(event));
        }
    }

    /** Events, and the last id that was looked at. */
    private record Page(List<View> views, long last) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        most = limit.between(0, MOST, "use --since to continue from an event");
        try (Wakeups.Watch watch = store().wakeups().watch(Topic.EVENTS)) {
            return tail(watch);
        }
    }

    private ExitCode tail(Wakeups.Watch watch) throws InterruptedException {
        long generation = watch.generation();
        Page page = store().read(this::past);
        if (!follow.on()) {
            sayJson(page.views());
            if (!json()) {
                page.views().forEach(this::print);
            }
            return ExitCode.OK;
        }
        io().hangUpOnInterrupt();
        page.views().forEach(this::print);
        io().flush();
        return goOn(watch, generation, page.last());
    }

    private ExitCode goOn(Wakeups.Watch watch, long seen, long after) throws InterruptedException {
        long generation = seen;
        long last = after;
        int quiet = 0;
        while (!io().closed() && !io().print().checkError()) {
            long now = watch.await(generation, GLANCE);
            if (now == generation && ++quiet < QUIET_ROUNDS) {
                continue;
            }
            quiet = 0;
            generation = now;
            long from = last;
            Page page = store().read(tx -> after(tx, from, MOST));
            page.views().forEach(this::print);
            io().flush();
            last = page.last();
        }
        return ExitCode.OK;
    }

    private Page past(Tx tx) {
        if (since.isPresent()) {
            return after(tx, from(tx, since.get()), most);
        }
        long newest = tx.events().newest();
        Map<RepoId, String> names = names(tx);
        List<Event> found = new ArrayList<>();
        for (long upTo = newest; found.size() < most && upTo > newest - FARTHEST && upTo > 0; upTo -= STEP) {
            long to = upTo;
            List<Event> step = tx.events().inRepos(List.copyOf(names.keySet()), Math.max(0, upTo - STEP), STEP);
            found.addAll(
                    0, step.stream().filter(event -> event.id().value() <= to).toList());
        }
        List<Event> last = found.subList(Math.max(0, found.size() - most), found.size());
        return new Page(views(last, names), newest);
    }

    /** The number after which events are wanted: a small number is one, everything else is a time. */
    private long from(Tx tx, String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        return tx.events().lastBefore(TimeSpan.since(text, tx.now(), LONGEST, times().zone()));
    }

    /** Permissions are looked at each time: who loses a role hears no more. */
    private Page after(Tx tx, long from, int most) {
        Map<RepoId, String> names = names(tx);
        List<Event> events = tx.events().inRepos(List.copyOf(names.keySet()), from, most);
        long last = events.isEmpty() ? from : events.getLast().id().value();
        return new Page(views(events, names), last);
    }

    private Map<RepoId, String> names(Tx tx) {
        List<Repo> repos = repo.isEmpty() ? Access.readable(tx, caller()) : List.of(repo(tx, repo, Role.READ));
        Map<RepoId, String> names = new HashMap<>();
        repos.forEach(found -> names.put(found.id(), found.name().value()));
        return names;
    }

    private static List<View> views(List<Event> events, Map<RepoId, String> names) {
        return events.stream().map(event -> View.of(event, names)).toList();
    }

    private void print(View view) {
        if (json()) {
            io().print().print(Json.line(view) + "\n");
        } else {
            io().print()
                    .print(view.id() + "  " + time(view.at()) + "  "
                            + view.repo()
                                    .map(name -> Text.printable(name) + "  ")
                                    .orElse("") + view.type() + "  "
                            + view.text() + "\n");
        }
    }
}
