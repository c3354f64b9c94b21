package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.cook.app.Chromium.Window;
import java.nio.file.Path;
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
}
