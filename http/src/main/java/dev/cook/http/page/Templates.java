package dev.cook.http.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The pages' templates, compiled with the rest of the module; everything they print is escaped for where it stands. */
final class Templates {
    private final UnaryOperator<String> redact;
    private final String base;
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    /**
     * @param redact what is done to a page before anybody sees it
     * @param base the path at which a proxy has the pages, without a slash at the end
     */
    Templates(UnaryOperator<String> redact, String base) {
        this.redact = redact;
        this.base = base;
    }

    String render(String name, Map<String, Object> parameters) {
        StringOutput out = new StringOutput();
        engine.render(name + ".jte", parameters, new PageOutput(out, base));
        return redact.apply(out.toString());
    }
}
