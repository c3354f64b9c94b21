package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.cook.app.Chromium.Window;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Everything without a mouse: the palette, the shortcuts, rows and files; and pages that hold still for whoever is in them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserKeysTest {
    private Chromium chromium;
    private SampleWork work;

    @BeforeAll
    void open() throws Exception {
        chromium = Chromium.open();
        work = SampleWork.start();
    }

    @AfterAll
    void close() throws Exception {
        if (work != null) {
            work.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private Tab tab(Window window) throws Exception {
        return chromium.tab(work.url(), window).signIn(work.ada());
    }

    private static Locator options(Tab tab) {
        return tab.page().locator("dialog.palette [role=option]");
    }

    private static void opens(Tab tab, String words) {
        tab.page().keyboard().press("Control+k");
        tab.page().locator("dialog.palette[open]").waitFor();
        tab.page().keyboard().type(words);
    }

    /** Waits until Enter would lead there. */
    private static void chosen(Tab tab, String row) {
        tab.page()
                .waitForFunction(
                        "row => document.querySelector('[role=option][aria-selected=true]')?.textContent.startsWith(row)",
                        row);
    }

    /** The button that shows what a page has held back. */
    private static Locator news(Tab tab) {
        return tab.page().locator("#held:not([hidden]) button");
    }

    private static String focused(Tab tab) {
        return (String) tab.page().evaluate("() => document.activeElement.id || document.activeElement.textContent");
    }

    @Test
    void thePaletteLeadsToBranchesRepositoriesAndPages() throws Exception {
        try (Tab tab = tab(Window.DESK)) {
            tab.open("/");
            opens(tab, "fai");
            chosen(tab, "fails Branch, tea");
            Axe.findsNothing(tab.page());
            assertThat(tab.page().locator("[role=combobox]").getAttribute("aria-activedescendant"))
                    .isEqualTo("jump-0");
            tab.page().keyboard().press("Enter");
            tab.until("Timeline");
            assertThat(tab.page().locator("h1").innerText()).isEqualTo("fails");

            opens(tab, "gates");
            chosen(tab, "Gates Page, tea");
            tab.page().keyboard().press("Enter");
            tab.until("Median");

            opens(tab, "cost");
            chosen(tab, "Costs Page");
            tab.page().keyboard().press("Enter");
            tab.until("CSV by repository");

            opens(tab, "nothing-like-it");
            tab.until("Nothing begins with these words");
            tab.page().keyboard().press("Escape");
            tab.page().locator("dialog.palette[open]").waitFor(Tab.detached());
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void thePaletteHasAButtonOnAPhoneAndLeadsToWhatAPageOffersWithoutDoingIt() throws Exception {
        try (Tab tab = tab(Window.PHONE)) {
            tab.open("/tea/branches/ready");
            tab.page().locator("#jump").click();
            options(tab)
                    .filter(new Locator.FilterOptions().setHasText("Hold"))
                    .first()
                    .waitFor();
            Usability.doesNotScrollSideways(tab.page());
            tab.page().keyboard().type("hold");
            chosen(tab, "Hold ");
            tab.page().keyboard().press("Enter");

            assertThat(focused(tab)).as("the reason comes first").isEqualTo("hold-text");
            assertThat(tab.text()).doesNotContain("On hold:");

            opens(tab, "land");
            chosen(tab, "Land ");
            tab.page().keyboard().press("Enter");
            assertThat(focused(tab)).isEqualTo("Land");
            assertThat(work.ada().ssh("branch", "show", "tea", "ready").ok().out())
                    .doesNotContain("landed on");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void whoeverMayNotActIsOfferedNoAction() throws Exception {
        Person bob = work.cook().newcomer("bob");
        work.ada().ssh("repo", "role", "tea", "bob", "read").ok();
        try (Tab tab = chromium.tab(work.url(), Window.DESK).signIn(bob)) {
            tab.open("/tea/branches/ready");
            opens(tab, "");
            options(tab)
                    .filter(new Locator.FilterOptions().setHasText("Overview"))
                    .waitFor();
            assertThat(options(tab).allInnerTexts())
                    .noneMatch(text -> text.contains("Hold") || text.contains("Land\n") || text.contains("Abandon"));
        }
    }

    @Test
    void plainKeysGoThroughRowsAndFilesAndMeanNothingWhileOneTypes() throws Exception {
        try (Tab tab = tab(Window.DESK)) {
            tab.open("/");
            tab.page().keyboard().press("j");
            String first = focused(tab);
            tab.page().keyboard().press("j");
            assertThat(focused(tab)).isNotEqualTo(first);
            tab.page().keyboard().press("k");
            assertThat(focused(tab)).isEqualTo(first);
            assertThat(tab.page().evaluate("() => getComputedStyle(document.activeElement).outlineStyle"))
                    .isNotEqualTo("none");

            tab.page().keyboard().press("/");
            assertThat(focused(tab)).isEqualTo("q");
            tab.page().keyboard().type("j?k/");
            assertThat(tab.page().locator("#q").inputValue()).isEqualTo("j?k/");
            assertThat(tab.page().locator("dialog[open]").count()).isZero();

            tab.page().locator("h1").click();
            tab.page().keyboard().press("?");
            tab.until("Keyboard shortcuts");
            Axe.findsNothing(tab.page());
            tab.page().keyboard().press("j");
            tab.page().keyboard().press("Escape");
            assertThat(tab.page().locator("dialog[open]").count()).isZero();

            tab.open("/tea/branches/fails?diff=unified");
            tab.page().keyboard().press("j");
            assertThat(focused(tab)).isEqualTo("file-0");

            tab.open("/");
            tab.page().keyboard().press("Tab");
            tab.page().keyboard().press("Enter");
            tab.page().waitForURL("**/#main");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aTimelineHoldsStillWhileSomebodyReadsOrWritesAndAButtonShowsWhatIsNew() throws Exception {
        try (Tab tab = tab(Window.DESK)) {
            tab.open("/tea/branches/asks");
            tab.page().mouse().move(2, 2);
            tab.page().locator("#say-text").fill("Take the");
            work.ada().ssh("branch", "hold", "tea", "asks", "--reason", "first").ok();
            news(tab).waitFor();
            assertThat(news(tab).innerText()).matches("\\d updates?");
            assertThat(tab.text()).doesNotContain("On hold:");
            Axe.findsNothing(tab.page());
            news(tab).click();
            tab.until("On hold:");
            assertThat(tab.page().locator("#say-text").inputValue()).isEqualTo("Take the");

            work.ada().ssh("branch", "hold", "tea", "asks", "--release").ok();
            news(tab).waitFor();
            tab.page().locator("#say-text").fill("");
            tab.page().getByText("On hold:").waitFor(Tab.detached());
            assertThat(tab.page().locator("#held").isVisible()).isFalse();

            tab.page().locator("#story-lead").selectText();
            work.ada()
                    .ssh("branch", "hold", "tea", "asks", "--reason", "second")
                    .ok();
            news(tab).waitFor();
            assertThat(tab.page().evaluate("() => getSelection().toString()").toString())
                    .contains("Started by");
            tab.page().evaluate("() => getSelection().removeAllRanges()");
            tab.until("On hold:");
            assertThat(tab.isTheSamePage()).isTrue();
            assertThat(tab.complaints()).isEmpty();
            work.ada().ssh("branch", "hold", "tea", "asks", "--release").ok();
        }
    }

    @Test
    void everyTimeIsToldExactlyToo() throws Exception {
        try (Tab tab = tab(Window.DESK)) {
            for (String path : List.of("/", "/tea", "/tea/branches/lands", "/tea/-/history/main", "/_/account")) {
                tab.open(path);
                assertThat(tab.page().locator("time").count()).as(path).isPositive();
                assertThat(
                                (Boolean)
                                        tab.page()
                                                .evaluate(
                                                        "() => [...document.querySelectorAll('time')].every("
                                                                + "time => /UTC$/.test(time.title) && !Number.isNaN(Date.parse(time.dateTime)))"))
                        .as(path)
                        .isTrue();
            }
        }
    }
}
