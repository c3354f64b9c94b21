package dev.cook.http.exchange;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/** Refuses forms that another site made a browser send. Git's requests do not come here: they carry no cookie. */
public final class SameOrigin implements Route {
    private final Site site;
    private final RootHandler.Problems problems;

    public SameOrigin(Site site, RootHandler.Problems problems) {
        this.site = site;
        this.problems = problems;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (exchange.isRead() || holds(exchange)) {
            return false;
        }
        problems.show(exchange, Problem.foreign());
        return true;
    }

    /** Whether a page of this server sent a request. */
    public boolean holds(Exchange exchange) {
        Optional<String> fetchSite = exchange.header("Sec-Fetch-Site");
        if (fetchSite.isPresent()) {
            return fetchSite.orElseThrow().equals("same-origin");
        }
        // Browsers send Sec-Fetch-Site to trustworthy addresses only, which plain HTTP within a network is not.
        String origin = exchange.header(HttpHeader.ORIGIN).orElse("");
        return origin.equals(site.origin()) || origin.equals("http://" + exchange.host());
    }
}
