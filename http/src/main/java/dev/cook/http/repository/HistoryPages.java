package dev.cook.http.repository;

import dev.cook.git.browse.History;
import dev.cook.git.browse.HistoryReader;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
import java.io.IOException;
import java.util.Map;

/** The commits that led to one, or that changed a path. */
final class HistoryPages {
    private final PageRenderer shown;
    private final RepositoryReaders readers;

    HistoryPages(PageRenderer shown, RepositoryReaders readers) {
        this.shown = shown;
        this.readers = readers;
    }

    void answer(Exchange exchange, Place place) throws IOException {
        int from = FilesPages.from(exchange).orElse(0);
        if (from > HistoryReader.FARTHEST) {
            shown.problem(
                    exchange,
                    new Problem(
                            400,
                            "Too far back",
                            "This page goes back " + HistoryReader.FARTHEST + " commits.",
                            "Open the history of an older commit, or run git log in a clone."));
            return;
        }
        if (exchange.isKnown(PageVersion.of(exchange, place))) {
            return;
        }
        History history = readers.histories().read(place.repo().id(), place.at().commit(), place.path(), from);
        shown.show(exchange, place.caller(), "repository/history", Map.of("page", new HistoryPage(place, history)));
    }
}
