package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.cook.app.Chromium.Window;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of page in a real browser, with branches in every state. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPagesTest {
    /** Pages of somebody who is signed in; they cause no complaint of the browser's at all. */
    private static final List<String> ORDINARY = List.of(
            "/",
            "/tea",
            "/tea/branches/runs",
            "/tea/branches/asks",
            "/tea/branches/fails",
            "/tea/branches/ready",
            "/tea/branches/lands",
            "/tea/branches/fails?diff=unified",
            "/tea/branches/lands?diff=split",
            "/?show=landed",
            "/?q=pot",
            "/_/new?repo=tea",
            "/_/costs",
            "/_/account",
            "/_/queue?repo=tea",
            "/_/output/1");

    private static final List<String> PROBLEMS = List.of("/nothing", "/tea/branches/nothing", "/sessions/999999");

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

    @Test
    void theFirstPageSaysWhatRunsWhatWaitsWhatLandedAndLeadsToEachBranch() throws Exception {
        try (Tab tab = chromium.tab(work.url(), Window.DESK).signIn(work.ada())) {
            tab.open("/");

            assertThat(part(tab, "Needs attention").innerText())
                    .contains("asks", "Which pot?", "fails", "exit status 3", "ready", "Review and land")
                    .doesNotContain("runs\n", "lands");
            assertThat(part(tab, "Running").innerText()).contains("runs", "Warm the pot first.", "busy, turn 1");
            assertThat(part(tab, "Landed").innerText()).contains("lands").doesNotContain("fails");
            tab.page()
                    .locator("a.what", new Page.LocatorOptions().setHasText("fails"))
                    .click();
            tab.until("the water is cold");
            assertThat(tab.page().locator("h1").innerText()).isEqualTo("fails");
            assertThat(
                            tab.page()
                                    .locator("pre.term")
                                    .last()
                                    .evaluate(
                                            "log => log.scrollTop > 0 && log.scrollHeight - log.scrollTop - log.clientHeight < 2"))
                    .as("the end of the log can be seen, for the reason stands there")
                    .isEqualTo(true);
        }
    }

    @Test
    void whatAgentsAndGatesWriteIsTextAndNothingElse() throws Exception {
        try (Tab tab = chromium.tab(work.url(), Window.DESK).signIn(work.ada())) {
            for (String path : ORDINARY) {
                tab.open(path);
                assertThat(tab.page()
                                .locator(
                                        "main script:not([src]), main img, main b:text-is('bold'), a[href^=javascript]")
                                .count())
                        .as(path)
                        .isZero();
                assertThat(tab.page().title()).doesNotContain("owned");
            }
            tab.open("/tea/branches/runs");
            Locator output = tab.page().locator("pre.term");
            assertThat(output.innerText())
                    .contains(SampleWork.HTML, "red", "a link")
                    .doesNotContain("owned", "\u001b");
            tab.open("/tea/branches/fails");
            assertThat(tab.page().locator("pre.term").last().innerText()).contains(SampleWork.HTML, "cold");
            assertThat(tab.page().locator(".command").last().innerText())
                    .as("the command as its author wrote it")
                    .isEqualTo("sh brew");
            tab.page().getByText("Full output").last().click();
            tab.until("Gate brew").until("the water is cold");
            tab.page().getByText("Plain text").click();
            tab.until("the water is cold");
            assertThat(tab.text()).contains(SampleWork.HTML);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void theLogOfAGateThatPassedOpensByKeyboard() throws Exception {
        try (Tab tab = chromium.tab(work.url(), Window.DESK).signIn(work.ada())) {
            tab.open("/tea/branches/lands");
            assertThat(tab.text()).doesNotContain("a link");

            tab.page().locator("summary").focus();
            tab.page().keyboard().press("Enter");

            tab.until("a link");
            assertThat(tab.page().locator("details pre").innerText()).contains(SampleWork.HTML);
            assertThat(tab.isTheSamePage()).isTrue();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    static Stream<Window> windows() {
        return Window.all();
    }

    @ParameterizedTest
    @MethodSource("windows")
    void everyPageIsUsableOnADeskOnAPhoneAndAtNight(Window window) throws Exception {
        try (Tab tab = chromium.tab(work.url(), window)) {
            assertThat(tab.open("/tea")).isEqualTo(401);
            isUsable(tab, window);
            tab.page().navigate(Tab.link(work.ada()));
            isUsable(tab, window);
            tab.signIn(work.ada());
            tab.complaints().clear();
            for (String path : ORDINARY) {
                assertThat(tab.open(path)).as(path).isEqualTo(200);
                isUsable(tab, window);
            }
            assertThat(tab.complaints()).isEmpty();
            for (String path : PROBLEMS) {
                assertThat(tab.open(path)).as(path).isEqualTo(404);
                isUsable(tab, window);
            }
            assertThat(tab.complaintsOfThePage()).isEmpty();
        }
    }

    private static void isUsable(Tab tab, Window window) {
        Usability.hasAFrame(tab.page());
        Usability.doesNotScrollSideways(tab.page());
        Usability.isReadable(tab.page());
        if (window.isDay()) {
            Usability.isUsableByKeyboard(tab.page());
        }
        Axe.findsNothing(tab.page());
    }

    private static Locator part(Tab tab, String heading) {
        return tab.page()
                .locator("section")
                .filter(new Locator.FilterOptions()
                        .setHas(tab.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading))));
    }
}
