package dev.cook.http.board;

import dev.cook.agents.output.LiveOutput;
import dev.cook.domain.Caller;
import dev.cook.domain.FossilReason;
import dev.cook.domain.RepoName;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Site;
import dev.cook.http.exchange.Streams;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes on: the board over all repositories, and the page of each. */
public final class BoardPages {
    /** Where the board's changes come from. */
    public static final String EVENTS = "/_/board";

    private final Store store;
    private final PageRenderer shown;
    private final BoardReader boards;
    private final LiveBoard live;

    /** @param output the last that running jobs wrote */
    public BoardPages(
            Store store,
            PageRenderer shown,
            BrowserAuth visitors,
            GateAnswering gates,
            LiveOutput output,
            Streams streams) {
        this.store = store;
        this.shown = shown;
        this.boards = new BoardReader(store, gates, output);
        this.live = new LiveBoard(store, shown, visitors, boards, streams);
    }

    /** Ends all streams. */
    public void stop() {
        live.stop();
    }

    /** The board over everything that the caller may see. */
    public void home(Exchange exchange, Caller caller) throws IOException {
        shown.show(exchange, caller, "home", Map.of("board", boards.read(caller, BoardFilter.of(exchange::query))));
    }

    /** The same, whenever it changes. */
    public void follow(Exchange exchange, Caller caller) throws IOException {
        live.follow(exchange, caller, BoardFilter.of(exchange::query));
    }

    /** The page of the repository that the path names. */
    public void repo(Exchange exchange, Caller caller) throws IOException {
        Optional<RepoName> name = RepoName.parse(exchange.path());
        Optional<RepoBoard> board = store.read(tx -> name.flatMap(found -> Access.readable(tx, caller, found))
                .map(repo -> new RepoBoard(
                        repo,
                        tx.overview().alive(List.of(repo.id()), RepoBoard.ALIVE),
                        tx.overview().ended(repo.id(), RepoBoard.ENDED),
                        tx.fossils().list(repo.id(), Long.MAX_VALUE, RepoBoard.FOSSILS).stream()
                                .filter(fossil -> fossil.reason() == FossilReason.FORCED
                                        || fossil.reason() == FossilReason.DELETED)
                                .toList())));
        if (board.isEmpty()) {
            shown.problem(exchange, Problem.missing("repository", exchange.path()));
            return;
        }
        RepoName now = board.orElseThrow().repo().name();
        if (!name.orElseThrow().value().equalsIgnoreCase(now.value())) {
            exchange.redirect(Site.repo(now));
            return;
        }
        shown.show(exchange, caller, "repo", Map.of("board", board.orElseThrow()));
    }
}
