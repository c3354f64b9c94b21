package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.cook.app.Chromium.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The daily work with a branch, in a browser alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserActionsTest {
    private static final List<String> FORMS = List.of("land", "hold", "release", "abandon", "say");

    private static final String MAIN_BUTTONS = "main button.main, main a.main";

    private BrowserServer cook;
    private Person ada;
    private Path work;

    @BeforeAll
    void open() throws Exception {
        cook = BrowserServer.open();
        ada = cook.ada();
        work = ada.repository("tea");
        ada.commit(work, "cook.toml", "[[gates]]\nname = \"brew\"\ncommand = \"true\"\n");
        ada.git(work, "push", "-q", ada.url("tea"), "main").ok();
    }

    @AfterAll
    void close() throws Exception {
        if (cook != null) {
            cook.close();
        }
    }

    private void push(String branch, String file) throws Exception {
        ada.git(work, "checkout", "-q", "-B", branch, "main").ok();
        again(branch, file);
        shows(branch, "branch land " + branch);
    }

    private void again(String branch, String file) throws Exception {
        ada.commit(work, file, branch + "\n");
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/" + branch, "-o", "land=ask")
                .ok();
    }

    private void shows(String branch, String text) {
        ada.until(() -> ada.ssh("branch", "show", "tea", branch).out().contains(text));
    }

    private Tab tab(Person person) throws Exception {
        return cook.tab(person, Window.PHONE);
    }

    @Test
    void whoHasNotSeenTheLastPushCannotLandIt() throws Exception {
        push("lands", "one");
        try (Tab tab = tab(ada);
                Tab old = tab(ada)) {
            // A page that does not hear of the second push, as where the connection is slow.
            old.context().route("**/events?**", Route::abort);
            old.open("/tea/branches/lands");
            again("lands", "two");
            shows("lands", "branch land lands");
            old.press("Land");
            old.until("look at its changes again");

            tab.open("/tea/branches/lands");
            tab.page().getByText("Changes").click();
            tab.until("2 files");
            tab.page().goBack();
            tab.press("Land");
            tab.until("and landed on");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aBranchIsHeldReleasedAndAbandonedWithReasons() throws Exception {
        push("waits", "three");
        try (Tab tab = tab(ada)) {
            tab.open("/tea/branches/waits");
            tab.page().getByText("More actions").click();
            tab.page().getByLabel("Reason to hold it").fill("after <b>the</b> release");
            tab.press("Hold");
            tab.until("after <b>the</b> release");
            assertThat(ada.ssh("branch", "show", "tea", "waits").ok().out()).contains("after <b>the</b> release");
            tab.press("Release");
            tab.button("Land").waitFor();
            tab.page().getByText("More actions").click();
            tab.page().getByLabel("Reason to abandon it").fill("fixed elsewhere");
            tab.press("Abandon");
            tab.until("and later abandoned");
            assertThat(tab.text()).contains("fixed elsewhere");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void whatIsMissingBeforeItLandsIsListedWithTheOneStepOfWhoeverLooks() throws Exception {
        GatedRepo pot = GatedRepo.of(ada, "pot", """
                [[gates]]
                name = "brew"
                command = "true"

                [[gates]]
                name = "looked-at"
                kind = "approval"
                """);
        ada.git(pot.work(), "checkout", "-q", "-b", "lid").ok();
        ada.commit(pot.work(), "lid", "on\n");
        ada.git(pot.work(), "push", "-q", ada.url("pot"), "HEAD:refs/heads/lid", "-o", "land=ask")
                .ok();
        pot.awaitRuns("lid", "brew 1 passed");
        pot.awaitRuns("lid", "looked-at 1 waiting");
        Person bob = cook.cook().newcomer("ben");
        Person eve = cook.cook().newcomer("eva");
        ada.ssh("repo", "role", "pot", "ben", "land").ok();
        ada.ssh("repo", "role", "pot", "eva", "read").ok();
        try (Tab hers = tab(eve);
                Tab tab = tab(bob)) {
            hers.open("/pot/branches/lid");
            hers.until("gate looked-at needs an answer");
            assertThat(hers.page().locator(MAIN_BUTTONS).count()).isZero();

            tab.open("/pot/branches/lid");
            assertThat(tab.page().locator(".ticks li").allInnerTexts().stream().map(BrowserActionsTest::flat))
                    .contains("✓ done: the work is done", "✓ done: gate brew passed")
                    .anyMatch(line -> line.startsWith("✗ missing: gate looked-at needs an answer"))
                    .anyMatch(line -> line.startsWith("✗ missing: someone with the land role has to land it"));
            tab.page().getByText("Answer gate looked-at").click();
            assertThat(tab.page().url()).contains("#gate-");
            tab.press("Approve");
            tab.button("Land").waitFor();
            assertThat(tab.page().locator(MAIN_BUTTONS).allInnerTexts()).containsExactly("Land");
            ada.ssh("branch", "hold", "pot", "lid", "--reason", "later").ok();
            tab.button("Release").waitFor();
            assertThat(tab.page().locator(MAIN_BUTTONS).allInnerTexts()).containsExactly("Release");
            assertThat(tab.text()).contains("held by admin");
            tab.press("Release");
            tab.press("Land");
            hers.until("and landed on");
            assertThat(hers.page().locator(".ticks").count()).isZero();
            Usability.isReadable(hers.page());
            assertThat(tab.complaints()).isEmpty();
        }
        assertThat(ada.ssh("queue", "explain", "pot", "lid").ok().out()).doesNotContain("check ");
    }

    private static String flat(String lines) {
        return lines.strip().replaceAll("\\s+", " ");
    }

    @Test
    void nobodyIsOfferedWhatIsRefusedAndRefusedIsWhatIsNotOffered() throws Exception {
        push("asks", "four");
        Person bob = cook.cook().newcomer("bob");
        ada.ssh("repo", "role", "tea", "bob", "read").ok();
        String branch;
        try (Tab tab = tab(bob)) {
            tab.open("/tea/branches/asks");
            tab.until("Someone with the land role");
            branch = tab.page().getByText("Changes").getAttribute("href").replaceAll(".*life=(\\d+).*", "$1");
            assertThat(tab.page().locator("main form").count()).isZero();
            for (String word : FORMS) {
                assertThat(tab.post("/_/branches/" + branch + "/" + word, Map.of("text", "x")))
                        .as(word)
                        .isEqualTo(403);
            }
        }
        assertThat(ada.ssh("branch", "show", "tea", "asks").ok().out()).contains("branch land asks");
        Person eve = cook.cook().newcomer("eve");
        try (Tab tab = tab(eve)) {
            tab.open("/");
            for (String word : FORMS) {
                assertThat(tab.post("/_/branches/" + branch + "/" + word, Map.of("text", "x")))
                        .as(word)
                        .isEqualTo(404);
            }
        }
    }
}
