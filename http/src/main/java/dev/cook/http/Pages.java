package dev.cook.http;

import dev.cook.domain.Caller;
import dev.cook.domain.RepoName;
import dev.cook.hooks.Access;
import dev.cook.http.board.BoardPages;
import dev.cook.http.branch.BranchAddresses;
import dev.cook.http.branch.BranchPage;
import dev.cook.http.branch.LiveStory;
import dev.cook.http.branch.StoryReader;
import dev.cook.http.branch.VisibleBranch;
import dev.cook.http.change.ChangePages;
import dev.cook.http.cost.CostPages;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import dev.cook.http.output.OutputPages;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.page.SignIn;
import dev.cook.http.palette.Palette;
import dev.cook.http.queue.QueuePages;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leads each address to the page that people look at there. It answers every path that nobody else did, so it is asked
 * last.
 */
final class Pages implements Route {
    private static final String EVENTS = "/events";

    private final Store store;
    private final PageRenderer shown;
    private final BrowserAuth visitors;
    private final SignIn signIn;
    private final BoardPages boards;
    private final CostPages costs;
    private final QueuePages queues;
    private final Palette palette;
    private final BranchAddresses addresses;
    private final StoryReader stories;
    private final LiveStory live;
    private final OutputPages outputs;
    private final ChangePages changes;

    Pages(
            Store store,
            PageRenderer shown,
            BrowserAuth visitors,
            SignIn signIn,
            BoardPages boards,
            QueuePages queues,
            StoryReader stories,
            LiveStory live,
            OutputPages outputs,
            ChangePages changes) {
        this.store = store;
        this.shown = shown;
        this.visitors = visitors;
        this.signIn = signIn;
        this.boards = boards;
        this.costs = new CostPages(store, shown);
        this.queues = queues;
        this.palette = new Palette(store, shown.site());
        this.addresses = new BranchAddresses(store);
        this.stories = stories;
        this.live = live;
        this.outputs = outputs;
        this.changes = changes;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.isRead()) {
            exchange.set("Allow", "GET, HEAD");
            shown.problem(
                    exchange,
                    new Problem(
                            405,
                            "Method not allowed",
                            "This page does not accept " + exchange.method() + ".",
                            "Open it with GET."));
            return true;
        }
        Optional<Caller> caller = visitors.who(exchange);
        if (caller.isEmpty()) {
            signIn.ask(exchange);
            return true;
        }
        String path = exchange.path();
        if (path.equals("/")) {
            boards.home(exchange, caller.orElseThrow());
        } else if (path.equals(BoardPages.EVENTS)) {
            boards.follow(exchange, caller.orElseThrow());
        } else if (path.equals(Palette.PATH)) {
            palette.answer(exchange, caller.orElseThrow());
        } else if (path.equals(QueuePages.PATH)) {
            queues.page(exchange, caller.orElseThrow());
        } else if (path.equals(CostPages.PATH)) {
            costs.page(exchange, caller.orElseThrow());
        } else if (path.equals(CostPages.FILE)) {
            costs.file(exchange, caller.orElseThrow());
        } else if (path.startsWith("/sessions/")) {
            session(exchange, caller.orElseThrow(), path.substring("/sessions/".length()));
        } else if (path.startsWith(OutputPages.PREFIX)) {
            outputs.answer(exchange, caller.orElseThrow());
        } else if (path.contains(BranchAddresses.BRANCHES)) {
            branch(exchange, caller.orElseThrow());
        } else {
            boards.repo(exchange, caller.orElseThrow());
        }
        return true;
    }

    private void branch(Exchange exchange, Caller caller) throws IOException {
        String path = exchange.path();
        // A page's own requests for a part of itself, or for all of it once more, accept events as well.
        boolean wantsEvents = !ChangePages.isAsked(exchange)
                && !exchange.header("HX-Request-Type").orElse("").equals("full")
                && exchange.header("Accept").orElse("").contains("text/event-stream");
        List<VisibleBranch> places = wantsEvents ? List.of() : addresses.places(exchange, caller, path);
        if (places.size() > 1) {
            shown.problem(exchange, BranchAddresses.several(places));
            return;
        }
        if (!places.isEmpty()) {
            VisibleBranch place = places.getFirst();
            if (BranchAddresses.isFormer(path, place.repo().name())) {
                exchange.redirect(
                        Site.branch(place.repo().name(), place.branch().name())
                                + exchange.query("life")
                                        .map(life -> "?life=" + place.branch().id())
                                        .orElse(""));
                return;
            }
            if (ChangePages.isAsked(exchange)) {
                changes.answer(exchange, caller, place);
                return;
            }
            BranchPage story = stories.read(place.repo(), place.branch().id(), caller);
            shown.show(exchange, caller, "branch", Map.of("story", story));
            return;
        }
        List<VisibleBranch> followed = path.endsWith(EVENTS)
                ? addresses.places(exchange, caller, path.substring(0, path.length() - EVENTS.length()))
                : List.of();
        if (followed.size() == 1) {
            live.follow(exchange, caller, followed.getFirst());
        } else if (RepoName.parse(path)
                .flatMap(name -> store.read(tx -> Access.readable(tx, caller, name)))
                .isPresent()) {
            boards.repo(exchange, caller);
        } else {
            shown.problem(exchange, Problem.missing("branch at", path));
        }
    }

    /** The address that a push prints. */
    private void session(Exchange exchange, Caller caller, String id) throws IOException {
        Optional<String> to = addresses.ofSession(caller, id);
        if (to.isPresent()) {
            exchange.redirect(to.orElseThrow());
        } else {
            shown.problem(exchange, Problem.missing("session", id));
        }
    }
}
