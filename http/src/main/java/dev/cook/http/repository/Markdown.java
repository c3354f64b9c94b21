package dev.cook.http.repository;

import dev.cook.domain.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;
import org.jspecify.annotations.Nullable;
import org.owasp.html.AttributePolicy;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Markdown, and the HTML that people write in it, as HTML that can do nothing: what is not on the list of elements and attributes
 * is left out, after everything was rendered, so no trick of the syntax gets past it. Images come from the repository alone.
 */
final class Markdown {
    /** Blocks in blocks: more are no document but an attack on whoever walks through it. */
    private static final int DEEPEST = 40;

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), StrikethroughExtension.create(), AutolinkExtension.create());

    private static final Parser PARSER =
            Parser.builder().extensions(EXTENSIONS).maxOpenBlockParsers(DEEPEST).build();

    private static final TextContentRenderer TEXT =
            TextContentRenderer.builder().build();

    private static final Pattern HEADING = Pattern.compile(MarkdownLinks.HEADING + "[\\p{L}\\p{N}_-]{1,100}");
    private static final Pattern LANGUAGE = Pattern.compile("language-[A-Za-z0-9+#_-]{1,30}");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,4}%?");
    private static final Pattern SIDE = Pattern.compile("left|right|center");

    private Markdown() {}

    /** Empty where the text is such that it cannot be rendered: it is shown as it stands. */
    static Optional<String> html(String text, MarkdownLinks links) {
        try {
            // A document may no more hide what it says, or turn it around, than any other text.
            Node document =
                    PARSER.parse(Text.printableLines(text.replace("\r\n", "\n").replace('\r', '\n')));
            Map<String, Integer> used = new HashMap<>();
            String html = HtmlRenderer.builder()
                    .extensions(EXTENSIONS)
                    .attributeProviderFactory(_ -> (node, _, attributes) -> {
                        if (node instanceof Heading) {
                            attributes.put("id", name(node, used));
                        }
                    })
                    .build()
                    .render(document);
            return Optional.of(policy(links).sanitize(html));
        } catch (StackOverflowError e) {
            // Thousands of marks within each other.
            return Optional.empty();
        }
    }

    private static String name(Node heading, Map<String, Integer> used) {
        String words = TEXT.render(heading)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .strip()
                .replace(' ', '-');
        String name = words.substring(0, Math.min(words.length(), 80));
        int times = used.merge(name, 1, Integer::sum);
        return MarkdownLinks.HEADING + name + (times == 1 ? "" : "-" + (times - 1));
    }

    /** An image that its author said nothing about is left out by those who hear a page, instead of being read as an address. */
    private static String named(String element, List<String> attributes) {
        boolean hasAlt = false;
        for (int i = 0; i < attributes.size(); i += 2) {
            hasAlt |= attributes.get(i).equals("alt");
        }
        if (!hasAlt) {
            attributes.add("alt");
            attributes.add("");
        }
        return element;
    }

    private static PolicyFactory policy(MarkdownLinks links) {
        AttributePolicy link = new AttributePolicy() {
            @Override
            public @Nullable String apply(String element, String attribute, String value) {
                return links.link(value).orElse(null);
            }
        };
        AttributePolicy image = new AttributePolicy() {
            @Override
            public @Nullable String apply(String element, String attribute, String value) {
                return links.image(value).orElse(null);
            }
        };
        return new HtmlPolicyBuilder()
                .allowElements(
                        "p",
                        "div",
                        "span",
                        "br",
                        "hr",
                        "h1",
                        "h2",
                        "h3",
                        "h4",
                        "h5",
                        "h6",
                        "ul",
                        "ol",
                        "li",
                        "dl",
                        "dt",
                        "dd",
                        "blockquote",
                        "pre",
                        "code",
                        "em",
                        "strong",
                        "b",
                        "i",
                        "u",
                        "s",
                        "del",
                        "ins",
                        "sub",
                        "sup",
                        "kbd",
                        "samp",
                        "var",
                        "mark",
                        "small",
                        "q",
                        "abbr",
                        "details",
                        "summary",
                        "table",
                        "thead",
                        "tbody",
                        "tfoot",
                        "tr",
                        "th",
                        "td",
                        "caption",
                        "a")
                .allowElements(Markdown::named, "img")
                .allowAttributes("href")
                .matching(link)
                .onElements("a")
                .allowAttributes("src")
                .matching(image)
                .onElements("img")
                .allowUrlProtocols("http", "https", "mailto")
                .allowAttributes("alt", "title")
                .onElements("img")
                .allowAttributes("title")
                .onElements("a", "abbr")
                .allowAttributes("width", "height")
                .matching(SIZE)
                .onElements("img")
                .allowAttributes("align")
                .matching(SIDE)
                .onElements("p", "div", "th", "td", "img", "h1", "h2", "h3")
                .allowAttributes("id")
                .matching(HEADING)
                .onElements("h1", "h2", "h3", "h4", "h5", "h6")
                .allowAttributes("class")
                .matching(LANGUAGE)
                .onElements("code")
                .allowAttributes("start")
                .matching(Pattern.compile("[0-9]{1,9}"))
                .onElements("ol")
                .allowAttributes("open")
                .onElements("details")
                .disallowWithoutAttributes("img")
                .requireRelNofollowOnLinks()
                .toFactory();
    }
}
