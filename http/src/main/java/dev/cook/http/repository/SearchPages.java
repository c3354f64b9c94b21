package dev.cook.http.repository;

import dev.cook.git.browse.SearchReader;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Looks for a text in what a commit holds. */
final class SearchPages {
    private final PageRenderer shown;
    private final SearchReader searches;

    SearchPages(PageRenderer shown, SearchReader searches) {
        this.shown = shown;
        this.searches = searches;
    }

    void answer(Exchange exchange, Place place) throws IOException {
        if (!place.path().isEmpty()) {
            shown.problem(exchange, Problem.missing("branch, tag or commit", place.path()));
            return;
        }
        String query = exchange.query("q").orElse("").strip();
        if (query.length() > SearchReader.LONGEST_QUERY || query.contains("\n") || query.contains("\r")) {
            shown.problem(
                    exchange,
                    new Problem(
                            400,
                            "Search text too long",
                            "A search text has one line of at most " + SearchReader.LONGEST_QUERY + " characters.",
                            "Search for less."));
            return;
        }
        shown.show(
                exchange,
                place.caller(),
                "repository/search",
                Map.of(
                        "page",
                        new SearchPage(
                                place,
                                query,
                                query.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(searches.read(
                                                place.repo().id(), place.at().commit(), query)))));
    }
}
