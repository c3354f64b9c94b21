package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import dev.cook.app.Chromium.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pages that are left open tell what happens, without being loaded again. */
class BrowserLiveTest {
    /** Works in steps; the next begins when there is a file of that name beside the program. */
    private static final String STEPWISE = """
            #!/bin/sh
            here=$(dirname "$0")
            echo "I read <i>the task</i>"
            until [ -e "$here/write" ]; do sleep 0.1; done
            echo "I write"
            git commit -q --allow-empty -m work && git push -q origin HEAD
            until [ -e "$here/finish" ]; do sleep 0.1; done
            cook 'done'
            """;

    private static String gate(TestSite site) {
        return """
                [[gates]]
                name = "taste"
                command = "echo tasting; until [ -e %s/taste ]; do sleep 0.1; done"
                """.formatted(site.agents());
    }

    @Test
    void aPageThatIsOpenTellsOfPushesTheAgentAndItsGatesAsTheyHappen() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestServer cook = TestServer.start(Map.of("stepwise", STEPWISE))) {
            Person ada = cook.admin();
            startWork(ada, cook.site());
            try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada);
                    Tab board =
                            chromium.tab(cook.server().httpUrl(), Window.PHONE).signIn(ada)) {
                board.open("/");
                tab.open("/soup/branches/fix");
                tab.until("I read <i>the task</i>");
                tab.page().locator(".copy button").first().focus();

                go(cook.site(), "write");
                tab.until("I write").until("stepwise (session 1) pushed fix");
                assertThat(tab.page().evaluate("() => document.activeElement.textContent"))
                        .as("whoever is at a button stays there")
                        .isEqualTo("Copy");
                go(cook.site(), "finish");
                tab.until("finished its work");
                tab.page().locator(".checks .pill.running").waitFor();
                tab.page()
                        .locator(".checks pre", new Page.LocatorOptions().setHasText("tasting"))
                        .waitFor();
                go(cook.site(), "taste");
                tab.until("landed on main");

                tab.page().locator(".title .pill.good").waitFor();
                assertThat(tab.isTheSamePage()).isTrue();
                assertThat(tab.complaints()).isEmpty();
                board.page().locator("section[aria-labelledby=landed] .row").waitFor();
                assertThat(board.isTheSamePage()).isTrue();
                assertThat(board.complaints()).isEmpty();
            }
        }
    }

    @Test
    void aPageGoesOnByItselfAfterTheServerWasKilledAndStartedAgain() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestSite site = TestSite.open()) {
            site.agent("stepwise", STEPWISE);
            try (ServerProcess server = ServerProcess.start(site)) {
                Person ada = server.admin();
                startWork(ada, site);
                try (Tab tab = chromium.tab(server.httpUrl(), Window.DESK).signIn(ada);
                        Tab board = chromium.tab(server.httpUrl(), Window.DESK).signIn(ada)) {
                    board.open("/");
                    tab.open("/soup/branches/fix");
                    tab.until("I read");

                    server.kill();
                    tab.until("Disconnected");
                    board.until("Disconnected");
                    go(site, "write");
                    server.startAgain();

                    tab.until("stepwise (session 1) pushed fix");
                    isConnected(tab);
                    go(site, "finish");
                    tab.until("finished its work");
                    go(site, "taste");
                    tab.until("landed on main").until("I read <i>the task</i>").until("I write");
                    assertThat(tab.isTheSamePage()).isTrue();
                    assertThat(tab.complaintsOfThePage()).isEmpty();
                    board.page().locator("section[aria-labelledby=landed] .row").waitFor();
                    isConnected(board);
                    assertThat(board.isTheSamePage()).isTrue();
                    assertThat(board.complaintsOfThePage()).isEmpty();
                }
            }
        }
    }

    /** A network delivers in whatever order it likes. */
    @Test
    void aPageIsLiveEvenWhenTheScriptOfItsStreamArrivesLast() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestServer cook = TestServer.start()) {
            Person ada = cook.admin();
            Path work = ada.repository("soup");
            ada.git(work, "push", "-q", ada.url("soup"), "main", "main:refs/heads/fix")
                    .ok();
            try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada)) {
                List<Route> late = new ArrayList<>();
                tab.page().route("**/hx-sse.min.js", late::add);
                tab.page()
                        .navigate("/soup/branches/fix", new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
                // Not by frames: a page that waits for a script in its head draws none.
                tab.page()
                        .waitForFunction(
                                "() => window.htmx", null, new Page.WaitForFunctionOptions().setPollingInterval(50));
                tab.page().evaluate("() => new Promise(later => setTimeout(() => setTimeout(later)))");
                tab.page().waitForCondition(() -> !late.isEmpty());
                late.forEach(Route::resume);
                tab.page().waitForLoadState();

                ada.commit(work, "file", "two\n");
                ada.git(work, "push", "-q", ada.url("soup"), "HEAD:refs/heads/fix")
                        .ok();
                tab.until("pushed fix " + ada.tip(work, "HEAD^").substring(0, 10) + "..");
                assertThat(tab.complaints()).isEmpty();
            }
        }
    }

    @Test
    void aPageThatFindsNoStreamAtFirstTriesAgainAndOneThatIsSignedOutAsks() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestServer cook = TestServer.start()) {
            Person ada = cook.admin();
            Path work = ada.repository("soup");
            ada.git(work, "push", "-q", ada.url("soup"), "main", "main:refs/heads/fix")
                    .ok();
            try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada)) {
                tab.page().route("**/events?*", Route::abort);
                tab.open("/soup/branches/fix");
                tab.until("Disconnected");
                tab.page().unroute("**/events?*");
                isConnected(tab);

                ada.commit(work, "file", "two\n");
                ada.git(work, "push", "-q", ada.url("soup"), "HEAD:refs/heads/fix")
                        .ok();
                tab.until("pushed fix " + ada.tip(work, "HEAD^").substring(0, 10) + "..");
                assertThat(tab.isTheSamePage()).isTrue();

                Page other = tab.context().newPage();
                other.navigate("/");
                other.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                        .click();
                tab.until("Sign in with your SSH key");
                assertThat(tab.complaintsOfThePage()).isEmpty();
            }
        }
    }

    /** A branch that lands by itself, and an agent at work on it. */
    private static void startWork(Person ada, TestSite site) throws Exception {
        Path work = ada.repository("soup");
        ada.commit(work, "cook.toml", gate(site));
        ada.git(work, "push", "-q", ada.url("soup"), "main").ok();
        ada.git(
                        work,
                        "push",
                        "-q",
                        ada.url("soup"),
                        "HEAD:refs/heads/fix",
                        "-o",
                        "agent=stepwise",
                        "-o",
                        "prompt=Add salt",
                        "-o",
                        "land=auto")
                .ok();
    }

    private static void go(TestSite site, String step) throws Exception {
        Files.createFile(site.agents().resolve(step));
    }

    private static void isConnected(Tab tab) {
        tab.page().locator("#live[hidden]").waitFor(Tab.attached());
    }
}
