package dev.cook.http.page;

import dev.cook.domain.Text;
import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a template prints, on its way to a browser. Text from outside is escaped for where it stands, and loses the characters that make
 * other text read as something else; addresses of this server begin with the path at which a proxy has it.
 */
final class PageOutput extends OwaspHtmlTemplateOutput {
    /** Attributes that hold an address, of elements as well as of this server's scripts. */
    private static final Set<String> ADDRESSES = Set.of(
            "href",
            "src",
            "action",
            "formaction",
            "hx-get",
            "hx-post",
            "hx-sse:connect",
            "data-library",
            "data-palette",
            "data-passkeys",
            "data-style",
            "data-terminal",
            "data-worker",
            "data-xterm");

    /** Where an address of this server begins in what templates and the Markdown renderer write; text of people has no plain quote there. */
    private static final Pattern FIXED = Pattern.compile("(?<=[ \\n](?:" + String.join("|", ADDRESSES) + ")=\")/(?!/)");

    private final String base;
    private @Nullable String attribute;
    private boolean begins;
    private char last;

    /** @param base the path at which a proxy has this server, without a slash at the end; mostly empty */
    PageOutput(TemplateOutput out, String base) {
        super(out);
        this.base = base;
    }

    @Override
    public void setContext(String tag, @Nullable String attributeName) {
        super.setContext(tag, attributeName);
        attribute = attributeName;
        begins = attributeName != null && last == '"';
    }

    /** Of a template, or HTML of the Markdown renderer, whose sanitizer writes the quotes of people as entities. */
    @Override
    public void writeContent(String value) {
        if (!value.isEmpty()) {
            last = value.charAt(value.length() - 1);
            begins = false;
        }
        super.writeContent(placed(value));
    }

    @Override
    public void writeUserContent(@Nullable String value) {
        if (value == null) {
            return;
        }
        String shown = "value".equals(attribute) ? value : readable(value);
        boolean isAddress = begins && attribute != null && ADDRESSES.contains(attribute) && isLocal(shown);
        begins = begins && value.isEmpty();
        super.writeUserContent(isAddress ? base + shown : shown);
    }

    private String placed(String html) {
        return base.isEmpty() || html.indexOf("=\"/") < 0
                ? html
                : FIXED.matcher(html).replaceAll(base + "/");
    }

    private static boolean isLocal(String address) {
        return address.startsWith("/") && !address.startsWith("//");
    }

    /** Most texts are plain ASCII, and stay what they are. */
    private static String readable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' || c > '~') && c != '\n' && c != '\t') {
                // What browsers make of the end of a line in HTML.
                return Text.printableLines(text.replace("\r\n", "\n"));
            }
        }
        return text;
    }
}
