package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at a page with axe-core, by the rules of WCAG 2.2 at level AA and by what is good practice beyond them. Its file is the one
 * that {@code vendored.json} names, unchanged; it belongs to the tests and is no part of Cook.
 */
final class Axe {
    private static final String SCRIPT = script();

    /** Each fault as a line: the rule, the element, and why. The size of targets is a rule that has to be asked for. */
    private static final String LOOK = """
            async () => {
              const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
              const found = await axe.run(document, {
                resultTypes: ['violations'],
                runOnly: { type: 'tag', values: tags },
                rules: { 'target-size': { enabled: true } },
              });
              return found.violations.flatMap((rule) => rule.nodes.map((node) =>
                `${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)}: ${node.failureSummary.replace(/\\s+/g, ' ')}`));
            }
            """;

    private Axe() {}

    static void findsNothing(Page page) {
        // Whoever went through all controls by Tab may be at the link that is only shown then, and stands above others.
        page.evaluate("() => document.activeElement?.matches('.skip') && document.activeElement.blur()");
        page.evaluate(SCRIPT + "\n;0");
        List<String> faults =
                ((List<?>) page.evaluate(LOOK)).stream().map(String.class::cast).toList();
        assertThat(faults)
                .as("axe on %s, %d pixels wide", page.url(), page.viewportSize().width)
                .isEmpty();
    }

    private static String script() {
        JsonNode manifest = JsonMapper.shared().readTree(read("vendored.json"));
        manifest.forEach(each -> each.path("files")
                .forEachEntry(
                        (name, hash) -> assertThat(sha512(read(name))).as(name).isEqualTo(hash.stringValue())));
        return new String(read("axe.min.js"), StandardCharsets.UTF_8);
    }

    private static byte[] read(String name) {
        try (InputStream in = Axe.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha512(byte[] bytes) {
        try {
            return "sha512-"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
