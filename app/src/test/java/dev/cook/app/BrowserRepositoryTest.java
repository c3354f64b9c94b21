package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.KeyboardModifier;
import dev.cook.app.Chromium.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody reads a repository in a browser; it holds what would fool them, or their browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserRepositoryTest {
    /** A picture of one pixel. */
    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static final String README = """
            # The pot

            [Brew](src/Brew.java), [run](javascript:alert('readme')) and ![p](pot.png) ![q](https://example.org/p.png)

            | water | leaf |
            |-------|------|
            | hot   | dry  |

            <div onclick="alert('readme')">%s</div>
            <style>* { display: none }</style><form action="/logout" method="post"></form>
            """.formatted(SampleWork.HTML);

    private static final String BREW = """
            /** %s */
            class Brew {
                String water = "cold <b>"; // \u202e why
                int leaves = 3;
            }
            """.formatted(SampleWork.HTML);

    /** How a colour looks on what is behind it, of text that no element holds of its own. */
    private static final String CONTRASTS = """
            () => {
              const canvas = document.createElement('canvas');
              canvas.width = canvas.height = 1;
              const paint = canvas.getContext('2d', { willReadFrequently: true });
              const colour = (...layers) => {
                for (const layer of layers) { paint.fillStyle = layer; paint.fillRect(0, 0, 1, 1); }
                return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
              };
              const light = (rgb) => {
                const [r, g, b] = rgb.map((part) => part / 255)
                  .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const found = {};
              for (const cell of document.querySelectorAll('td.code')) {
                const behind = [];
                for (let each = cell; each; each = each.parentElement) behind.unshift(getComputedStyle(each).backgroundColor);
                const back = colour('white', ...behind);
                for (const name of CSS.highlights.keys()) {
                  const front = colour(getComputedStyle(cell, `::highlight(${name})`).color);
                  const [dark, bright] = [light(front), light(back)].sort((a, b) => a - b);
                  const key = `${name} on ${back}`;
                  found[key] = (bright + 0.05) / (dark + 0.05);
                }
              }
              return found;
            }
            """;

    /** The texts that have a colour, with its name. */
    private static final String COLOURED = """
            () => [...CSS.highlights].flatMap(([name, ranges]) =>
              [...ranges].map((range) => `${name} ${range.startContainer.data.slice(range.startOffset, range.endOffset)}`))
            """;

    private Chromium chromium;
    private TestServer cook;
    private Person ada;
    private String tip;

    @BeforeAll
    void open() throws Exception {
        chromium = Chromium.open();
        cook = TestServer.start();
        ada = cook.admin();
        Path work = ada.repository("tea");
        Files.createDirectories(work.resolve("src"));
        Files.writeString(work.resolve("README.md"), README);
        Files.writeString(work.resolve("src/Brew.java"), BREW);
        Files.write(work.resolve("pot.png"), PIXEL);
        Files.writeString(work.resolve("many"), "line\n".repeat(3_000));
        Files.writeString(work.resolve("wide.js"), "let a = 1;".repeat(100_000) + "\n");
        Files.write(work.resolve("latin"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(work.resolve(SampleWork.HTML.substring(0, 8) + ".js"), SampleWork.HTML + "\n");
        ada.git(work, "add", "-A").ok();
        ada.git(work, "commit", "-q", "-m", "Begin " + SampleWork.HTML).ok();
        ada.commit(work, "src/Brew.java", BREW.replace("cold", "hot").replace("leaves = 3", "leaves = 4"));
        tip = ada.tip(work, "HEAD");
        ada.git(work, "tag", "v1").ok();
        ada.git(work, "push", "-q", ada.url("tea"), "main", "v1").ok();
        ada.git(work, "checkout", "-q", "-b", "fix/deep").ok();
        ada.commit(work, "src/Brew.java", BREW.replace("cold", "warm"));
        ada.git(work, "push", "-q", ada.url("tea"), "fix/deep").ok();
    }

    @AfterAll
    void close() throws Exception {
        if (cook != null) {
            cook.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private List<String> pages() {
        return List.of(
                "/tea/-/files/main",
                "/tea/-/files/main/src",
                "/tea/-/files/main/src/Brew.java",
                "/tea/-/files/main/README.md?plain",
                "/tea/-/files/main/latin",
                "/tea/-/files/main/pot.png",
                "/tea/-/blame/main/src/Brew.java",
                "/tea/-/history/main",
                "/tea/-/commit/" + tip,
                "/tea/-/compare/main...fix/deep?diff=split",
                "/tea/-/branches",
                "/tea/-/tags",
                "/tea/-/gates",
                "/tea/-/search/main?q=water");
    }

    static Stream<Window> windows() {
        return Window.all();
    }

    @ParameterizedTest
    @MethodSource("windows")
    void everyPageIsUsableOnADeskOnAPhoneAndAtNight(Window window) throws Exception {
        try (Tab tab = chromium.tab(cook.server().httpUrl(), window).signIn(ada)) {
            for (String path : pages()) {
                assertThat(tab.open(path)).as(path).isEqualTo(200);
                if (!path.equals("/tea/-/files/main")) {
                    Usability.hasAFrame(tab.page()); // a README has a heading of its own
                }
                Usability.doesNotScrollSideways(tab.page());
                Usability.isReadable(tab.page());
                if (window.isDay()) {
                    Usability.isUsableByKeyboard(tab.page());
                }
                Axe.findsNothing(tab.page());
                assertThat(tab.page()
                                .locator(
                                        "main script:not([src]), main b:text-is('bold') >> visible=true, a[href^=javascript]")
                                .and(tab.page().locator(":not(.document b)"))
                                .count())
                        .as(path)
                        .isZero();
                assertThat(tab.text()).as(path).doesNotContain("\u202e");
            }
            assertThat(tab.complaintsOfThePage())
                    .as("but for an image that the README names and nobody pushed")
                    .isEmpty();
        }
    }

    @Test
    void aReadmeIsShownWithItsImagesAndLeadsIntoTheRepository() throws Exception {
        try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada)) {
            tab.open("/tea");
            tab.page()
                    .getByText("Files", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            tab.until("The pot");
            assertThat(tab.page()
                            .locator(".document img[alt=p]")
                            .evaluate("image => image.decode().then(() => image.naturalWidth)"))
                    .isEqualTo(1);
            assertThat(tab.page().locator(".document img[alt=q]").getAttribute("src"))
                    .as("an image from elsewhere would tell who reads")
                    .isNull();
            assertThat(tab.page().locator(".document table td").allInnerTexts()).containsExactly("hot", "dry");
            assertThat(tab.page()
                            .locator(".document form, .document style, .document script, .document [onclick]")
                            .count())
                    .isZero();
            tab.page().locator(".document a").first().click();
            tab.until("class Brew");
            tab.page().getByText("Blame").click();
            tab.until("Change src/Brew.java");
            tab.page().getByText("Change src/Brew.java").first().click();
            tab.page().locator("table.diff mark").first().waitFor();
            assertThat(tab.complaintsOfThePage()).isEmpty();
        }
    }

    @Test
    void anAddressNamesLinesEvenBeyondTheWindow() throws Exception {
        try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada)) {
            tab.open("/tea/-/files/main/src/Brew.java#L2-L4");
            assertThat(tab.page().locator("tr.at").count()).isEqualTo(3);
            assertThat(tab.page().locator("#permanent").getAttribute("href")).endsWith(tip + "/src/Brew.java#L2-L4");
            tab.page().locator("#L3 .n").click();
            assertThat(tab.page().url()).endsWith("#L3");
            tab.page()
                    .locator("#L5 .n")
                    .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
            assertThat(tab.page().url()).endsWith("#L3-L5");
            tab.page().navigate("/tea/-/files/main/many#L2500");
            tab.page().locator("#L2500.at").waitFor();
            assertThat(tab.page().url()).contains("from=2400").endsWith("#L2500");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void codeIsColouredWhereverItStandsAndNothingOfItRuns() throws Exception {
        try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada)) {
            tab.open("/tea/-/files/main/src/Brew.java");
            until(tab, "hl-string");
            assertThat(coloured(tab))
                    .contains(
                            "hl-keyword class",
                            "hl-title Brew",
                            "hl-string \"hot <b>\"",
                            "hl-number 4",
                            "hl-comment /** " + SampleWork.HTML + " */")
                    .noneMatch(text -> text.contains("U+202E"));
            assertThat(tab.page().locator("td.code *:not(.odd)").count())
                    .as("colours add nothing to the page")
                    .isZero();

            tab.open("/tea/-/commit/" + tip);
            until(tab, "hl-string");
            assertThat(coloured(tab))
                    .contains("hl-keyword class", "hl-string \"")
                    .doesNotContain("hl-string cold");
            assertThat(tab.page().locator("mark").allInnerTexts()).contains("cold", "hot", "3", "4");

            tab.open("/tea/-/files/main/%3Cscript%3E.js");
            until(tab, "hl-string");
            assertThat(coloured(tab)).contains("hl-string 'a script'");
            tab.open("/tea/-/files/main/wide.js");
            until(tab, "hl-keyword");
            tab.open("/tea/branches/fix/deep?diff=split");
            until(tab, "hl-keyword");
            assertThat(tab.complaintsOfThePage()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    void coloursCanBeReadOnWhateverIsBehindThem(Window window) throws Exception {
        try (Tab tab = chromium.tab(cook.server().httpUrl(), window).signIn(ada)) {
            tab.open("/tea/-/commit/" + tip);
            until(tab, "hl-string");
            Map<?, ?> contrasts = (Map<?, ?>) tab.page().evaluate(CONTRASTS);
            assertThat(contrasts.size())
                    .as("eight colours on three backgrounds")
                    .isGreaterThanOrEqualTo(24);
            assertThat(contrasts).allSatisfy((what, contrast) -> assertThat(((Number) contrast).doubleValue())
                    .as("%s", what)
                    .isGreaterThanOrEqualTo(4.5));
        }
    }

    private static void until(Tab tab, String name) {
        tab.page().waitForFunction("name => CSS.highlights.get(name)?.size > 0", name);
    }

    private static List<String> coloured(Tab tab) {
        return ((List<?>) tab.page().evaluate(COLOURED))
                .stream().map(String.class::cast).toList();
    }
}
