package dev.cook.http;

import dev.cook.domain.Caller;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;

/** Makes pages: a template, its data, and the frame around it. */
final class PageRenderer {
    private final Templates templates;
    private final Site site;
    private final Assets assets;
    private final Clock clock;
    private final UnaryOperator<String> redact;

    /** @param redact takes secrets out of names that come from outside */
    PageRenderer(Site site, Assets assets, Clock clock, UnaryOperator<String> redact) {
        this.templates = new Templates(redact);
        this.site = site;
        this.assets = assets;
        this.clock = clock;
        this.redact = redact;
    }

    Site site() {
        return site;
    }

    Clock clock() {
        return clock;
    }

    String page(String template, Optional<Caller> caller, Map<String, Object> data) {
        Map<String, Object> parameters = new HashMap<>(data);
        parameters.put("frame", new Frame(site, assets, caller.map(Caller::name), clock.instant()));
        return templates.render(template, parameters);
    }

    /** A part of a page, for a browser that has the rest. */
    String part(String template, Map<String, Object> data) {
        return templates.render(template, data);
    }

    /** Browsers get a page, programs get text. */
    void problem(Exchange exchange, Problem problem) throws IOException {
        if (exchange.header(HttpHeader.ACCEPT).orElse("").contains("text/html")) {
            exchange.answer(
                    problem.status(), Exchange.HTML, page("problem", Optional.empty(), Map.of("problem", problem)));
        } else {
            exchange.answer(problem.status(), Exchange.TEXT, redact.apply(problem.text()));
        }
    }
}
