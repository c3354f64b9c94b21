package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.cook.app.Chromium.Window;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The board in a browser: what waits for me, live, and still while I am in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserBoardTest {
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

    private void starts(String branch) throws Exception {
        work.ada()
                .git(
                        work.ada().repository("new-" + branch),
                        "push",
                        "-q",
                        work.ada().url("new-" + branch),
                        "main",
                        "main:refs/heads/" + branch,
                        "-o",
                        "land=ask")
                .ok();
    }

    @Test
    void oneNumberIsInTheTitleAndTheIconAndEachRowHasOneWayToGoOn() throws Exception {
        try (Tab tab = chromium.tab(work.url(), Window.PHONE).signIn(work.ada())) {
            tab.open("/");
            Locator rows = tab.page().locator("section[aria-labelledby=waiting] > ul > li");
            int needs = rows.count();
            assertThat(needs).isGreaterThanOrEqualTo(3);
            assertThat(tab.page().title()).isEqualTo("(" + needs + ") Overview · Cook");
            assertThat(tab.page().locator("link[rel=icon]").getAttribute("href"))
                    .startsWith("data:image/svg+xml")
                    .contains("%3E" + needs + "%3C");
            for (Locator row : rows.all()) {
                assertThat(row.locator("a.do").count()).isEqualTo(1);
            }
            // With the keyboard alone: to the first way on, and there.
            tab.page().locator("a.do").first().focus();
            tab.page().keyboard().press("Enter");
            tab.until("Timeline");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void whatHappensArrivesButMovesNothingUnderAPointerOrTheKeyboard() throws Exception {
        try (Tab tab = chromium.tab(work.url(), Window.DESK).signIn(work.ada())) {
            tab.open("/");
            tab.page().mouse().move(2, 2);
            starts("first");
            tab.until("new-first");
            assertThat(tab.isTheSamePage()).isTrue();

            tab.page().locator("section[aria-labelledby=waiting] li").first().hover();
            starts("second");
            tab.page().locator("#held:not([hidden]) button").waitFor();
            assertThat(tab.text()).doesNotContain("new-second");
            tab.page().mouse().move(2, 2);
            tab.until("new-second");
            assertThat(tab.page().locator("#held").isVisible()).isFalse();

            tab.page().locator("a.do").first().focus();
            starts("third");
            tab.page().locator("#held button").waitFor();
            assertThat(tab.text()).doesNotContain("new-third");
            tab.page().locator("#held button").click();
            tab.until("new-third");
            assertThat(tab.isTheSamePage()).isTrue();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void theListIsNarrowedToWhatIsSearchedFor() throws Exception {
        try (Tab tab = chromium.tab(work.url(), Window.PHONE_AT_NIGHT).signIn(work.ada())) {
            tab.open("/");
            tab.page().getByLabel("Branch or prompt").fill("warm pot");
            tab.page().keyboard().press("Enter");
            tab.until("Branches that match");
            assertThat(tab.page().locator("#board li").allInnerTexts()).hasSize(1);
            assertThat(tab.text()).contains("runs");
            Usability.doesNotScrollSideways(tab.page());
            Usability.isReadable(tab.page());
            tab.page().getByText("Clear").click();
            tab.until("Spent today");
            assertThat(tab.complaints()).isEmpty();
        }
    }
}
