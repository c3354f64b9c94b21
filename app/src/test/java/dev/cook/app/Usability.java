package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every page owes to everybody, measured in the page as the browser shows it. */
final class Usability {
    /** What WCAG 2 asks of text at level AA. */
    private static final double CONTRAST = 4.5;

    /** Each text that can be seen with its contrast, blended as the browser does, against all that lies behind it. */
    private static final String CONTRASTS = """
            () => {
              const canvas = document.createElement('canvas');
              canvas.width = canvas.height = 1;
              const paint = canvas.getContext('2d', { willReadFrequently: true });
              const over = (below, colour, opacity) => {
                paint.globalAlpha = 1;
                paint.fillStyle = `rgb(${below.join(',')})`;
                paint.fillRect(0, 0, 1, 1);
                paint.globalAlpha = opacity;
                paint.fillStyle = colour;
                paint.fillRect(0, 0, 1, 1);
                return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
              };
              const light = (rgb) => {
                const [r, g, b] = rgb.map((part) => part / 255)
                  .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const found = {};
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                const text = texts.currentNode.data.trim();
                if (!text || !element.checkVisibility() || element.closest('[aria-hidden=true]')) continue;
                const around = [];
                for (let each = element; each; each = each.parentElement) around.unshift(getComputedStyle(each));
                const behind = around.reduce((below, style) => over(below, style.backgroundColor, 1), [255, 255, 255]);
                const opacity = around.reduce((product, style) => product * style.opacity, 1);
                const front = over(behind, getComputedStyle(element).color, opacity);
                const [dark, bright] = [light(front), light(behind)].sort((a, b) => a - b);
                found[text] = Math.min(found[text] ?? 99, (bright + 0.05) / (dark + 0.05));
              }
              return found;
            }
            """;

    /** Names the controls that can be seen, and keeps them for {@link #FOCUSED}. */
    private static final String CONTROLS = """
            () => {
              window.controls = [...document.querySelectorAll('a[href], button, summary, input, select, textarea, [tabindex="0"]')]
                .filter((each) => each.type !== 'hidden' && each.checkVisibility({ contentVisibilityAuto: true }));
              document.activeElement.blur();
              return window.controls.map((each, at) => `${at} ${each.outerHTML.slice(0, 80)}`);
            }
            """;

    /** The control that has the focus, if it shows so. */
    private static final String FOCUSED = """
            () => {
              const at = window.controls.indexOf(document.activeElement);
              if (at < 0) return '';
              const style = getComputedStyle(document.activeElement);
              const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
              return outlined ? `${at} ${document.activeElement.outerHTML.slice(0, 80)}` : '';
            }
            """;

    private Usability() {}

    /** One heading of the first level, a title, a language, and no name twice. */
    static void hasAFrame(Page page) {
        assertThat(page.locator("h1:visible").count())
                .as("h1 of %s", page.url())
                .isEqualTo(1);
        assertThat(page.locator("h1").innerText()).as(page.url()).isNotBlank();
        assertThat(page.title()).as(page.url()).endsWith(" · Cook").hasSizeGreaterThan(" · Cook".length());
        assertThat(page.locator("html").getAttribute("lang")).as(page.url()).isEqualTo("en");
        assertThat(
                        strings(
                                page.evaluate(
                                        "() => [...document.querySelectorAll('[id]')].map(each => each.id).filter((id, at, all) => all.indexOf(id) !== at)")))
                .as("ids used twice on %s", page.url())
                .isEmpty();
    }

    static void doesNotScrollSideways(Page page) {
        assertThat(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels that stick out of %s", page.url())
                .isEqualTo(0);
    }

    static void isReadable(Page page) {
        Map<?, ?> contrasts = (Map<?, ?>) page.evaluate(CONTRASTS);
        assertThat(contrasts.size()).as("texts of %s", page.url()).isGreaterThan(2);
        assertThat(contrasts).allSatisfy((text, contrast) -> assertThat(((Number) contrast).doubleValue())
                .as("%s on %s", text, page.url())
                .isGreaterThanOrEqualTo(CONTRAST));
    }

    /** Every control gets the focus by Tab alone, and can be seen to have it. */
    static void isUsableByKeyboard(Page page) {
        List<String> controls = strings(page.evaluate(CONTROLS));
        assertThat(controls).as("controls of %s", page.url()).isNotEmpty();
        Set<String> reached = new HashSet<>();
        for (int i = 0; i < 2 * controls.size() + 2; i++) {
            page.keyboard().press("Tab");
            reached.add((String) page.evaluate(FOCUSED));
        }
        assertThat(reached).as("reached by Tab on %s", page.url()).containsAll(controls);
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }
}
