package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.cook.app.Chromium.Window;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The queue as people see it in a browser: what is tested on what, and why each branch waits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserQueueTest {
    /** Lasts until the server stops. */
    private static final String GATES = """
            [[gates]]
            name = "brew"
            command = "exec tail -f /dev/null"
            """;

    private Chromium chromium;
    private TestServer cook;
    private Person ada;
    private Path work;

    @BeforeAll
    void open() throws Exception {
        chromium = Chromium.open();
        cook = TestServer.start();
        ada = cook.admin();
        work = ada.repository("tea");
        ada.commit(work, "cook.toml", GATES);
        ada.git(work, "push", "-q", ada.url("tea"), "main").ok();
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

    private void queued(String branch) throws Exception {
        ada.git(work, "checkout", "-q", "-B", branch, "main").ok();
        ada.commit(work, branch, SampleWork.HTML + "\n");
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/" + branch, "-o", "land=auto")
                .ok();
        ada.until(() -> ada.ssh("queue", "show", "tea").ok().out().contains(branch));
    }

    @Test
    void candidatesStandOneBehindTheOtherAndANewOneArrives() throws Exception {
        queued("first");
        try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.PHONE).signIn(ada)) {
            tab.open("/tea");
            tab.page()
                    .getByText("Queue", new Page.GetByTextOptions().setExact(true))
                    .click();
            tab.until("brew: running");
            assertThat(tab.text()).contains("#1", "first", "queued by admin", "time to land unknown");
            tab.page().evaluate("mark => { window.mark = mark }", "the same page");

            queued("second");
            tab.until("on main + 1 ahead");
            assertThat(tab.isTheSamePage()).isTrue();
            assertThat(tab.page().locator(".lane .car").count()).isEqualTo(2);

            ada.ssh("branch", "hold", "tea", "second", "--reason", "'after-<b>the</b>-release'")
                    .ok();
            tab.until("after-<b>the</b>-release");
            Usability.hasAFrame(tab.page());
            Usability.isReadable(tab.page());
            Usability.doesNotScrollSideways(tab.page());
            Usability.isUsableByKeyboard(tab.page());
            assertThat(tab.complaints()).isEmpty();
        }
        Person eve = cook.newcomer("eve");
        try (Tab tab =
                chromium.tab(cook.server().httpUrl(), Window.DESK_AT_NIGHT).signIn(eve)) {
            assertThat(tab.open("/_/queue?repo=tea")).isEqualTo(404);
            ada.ssh("repo", "role", "tea", "eve", "read").ok();
            assertThat(tab.open("/_/queue?repo=tea")).isEqualTo(200);
            assertThat(tab.text()).contains("first").doesNotContain("queue reorder");
            assertThat(tab.open("/_/queue?repo=tea&target=nothing")).isEqualTo(404);
        }
    }

    private List<String> order(String repo) throws Exception {
        return ada.ssh("queue", "show", repo)
                .ok()
                .said()
                .lines()
                .filter(line -> line.matches("[0-9]+ .*"))
                .map(line -> line.split(" +", 3)[1])
                .toList();
    }

    @Test
    void whoeverMayReorderMovesABranchByKeyboardByDraggingAndWithoutJavaScript() throws Exception {
        Path moved = ada.repository("moved");
        ada.commit(moved, "cook.toml", GATES);
        ada.git(moved, "push", "-q", ada.url("moved"), "main").ok();
        for (String name : List.of("one", "two", "three")) {
            ada.git(moved, "checkout", "-q", "-B", name, "main").ok();
            ada.commit(moved, name, "x\n");
            ada.git(moved, "push", "-q", ada.url("moved"), "HEAD:refs/heads/" + name, "-o", "land=auto")
                    .ok();
            ada.until(() -> order("moved").contains(name));
        }
        Person eve = cook.newcomer("eva");
        ada.ssh("repo", "role", "moved", "eva", "write").ok();
        try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada)) {
            tab.open("/_/queue?repo=moved");
            assertThat(tab.page().getByLabel("Move one up").count())
                    .as("nothing is ahead of it")
                    .isZero();
            tab.page().getByLabel("Move three to the front").focus();
            tab.page().keyboard().press("Enter");
            ada.until(() -> order("moved").equals(List.of("three", "one", "two")));

            ada.ssh("queue", "reorder", "moved", "three", "--last").ok();
            tab.open("/_/queue?repo=moved");
            tab.page().dragAndDrop("#move-three", "#move-two");
            ada.until(() -> order("moved").equals(List.of("one", "three", "two")));
            assertThat(tab.complaints()).isEmpty();
        }
        try (Tab tab = Tab.open(
                        chromium.browser()
                                .newContext(new Browser.NewContextOptions()
                                        .setBaseURL(cook.server().httpUrl())
                                        .setJavaScriptEnabled(false)),
                        cook.server().httpUrl())
                .signIn(ada)) {
            tab.page().navigate("/_/queue?repo=moved");
            ada.ssh("queue", "reorder", "moved", "two", "--first").ok();
            tab.page().getByLabel("Move two up").click();
            tab.until("two is at the front now");
            assertThat(order("moved")).as("what another did stays").containsExactly("two", "one", "three");
            tab.page().navigate("/_/queue?repo=moved");
            tab.page().getByLabel("Move three up").click();
            ada.until(() -> order("moved").equals(List.of("two", "three", "one")));
        }
        try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(eve)) {
            tab.open("/_/queue?repo=moved");
            assertThat(tab.page().locator("form.move").count()).isZero();
        }
    }
}
