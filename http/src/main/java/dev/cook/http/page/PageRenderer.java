package dev.cook.http.page;

import dev.cook.domain.Caller;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Site;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;

/** Makes pages: a template, its data, and the frame around it. */
public final class PageRenderer {
    private final Templates templates;
    private final Site site;
    private final Assets assets;
    private final Clock clock;
    private final UnaryOperator<String> redact;

    /** @param redact takes secrets out of names that come from outside */
    public PageRenderer(Site site, Assets assets, Clock clock, UnaryOperator<String> redact) {
        this.templates = new Templates(redact, site.base());
        this.site = site;
        this.assets = assets;
        this.clock = clock;
        this.redact = redact;
    }

    public Site site() {
        return site;
    }

    public Clock clock() {
        return clock;
    }

    /** @param who the name of whoever is signed in */
    public String page(String template, Optional<String> who, Map<String, Object> data) {
        Map<String, Object> parameters = new HashMap<>(data);
        parameters.put("frame", new Frame(site, assets, who, clock.instant()));
        return templates.render(template, parameters);
    }

    /** Answers with a page for somebody who is signed in. */
    public void show(Exchange exchange, Caller caller, String template, Map<String, Object> data) throws IOException {
        exchange.answer(200, Exchange.HTML, page(template, Optional.of(caller.name()), data));
    }

    /** A part of a page, for a browser that has the rest. */
    public String part(String template, Map<String, Object> data) {
        return templates.render(template, data);
    }

    /** Browsers get a page, programs get text. */
    public void problem(Exchange exchange, Problem problem) throws IOException {
        if (exchange.header(HttpHeader.ACCEPT).orElse("").contains("text/html")) {
            exchange.answer(
                    problem.status(), Exchange.HTML, page("problem", exchange.visitor(), Map.of("problem", problem)));
        } else {
            exchange.answer(problem.status(), Exchange.TEXT, redact.apply(problem.text()));
        }
    }
}
