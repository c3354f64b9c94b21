package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.cook.app.Chromium.Window;
import org.junit.jupiter.api.Test;

/** How a person gets in with a browser, and who does not. */
class BrowserSignInTest {
    @Test
    void theLinkFromTheTerminalSignsInOneBrowserOnce() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestServer cook = TestServer.start()) {
            Person ada = cook.admin();
            ada.git(ada.repository("cellar"), "push", "-q", ada.url("cellar"), "main")
                    .ok();
            String url = cook.server().httpUrl();
            String link = Tab.link(ada);
            try (Tab first = chromium.tab(url, Window.DESK);
                    Tab second = chromium.tab(url, Window.DESK)) {
                aStrangerSeesNoRepository(first);

                enter(first, link);
                first.until("Sign out");
                assertThat(first.page().url()).as("the page that was wanted").isEqualTo(url + "/cellar");
                assertThat(first.text()).contains("Branches land on main");

                enter(second, link);
                second.until("Link expired");
                assertThat(second.text())
                        .contains("A sign-in link works once", "login” again")
                        .doesNotContain("cellar", "Sign out");
                Usability.hasAFrame(second.page());
                assertThat(second.open("/cellar")).isEqualTo(401);
                aStrangerSeesNoRepository(second);

                first.page()
                        .getByRole(
                                AriaRole.BUTTON,
                                new com.microsoft.playwright.Page.GetByRoleOptions().setName("Sign out"))
                        .click();
                first.until("Sign in with your SSH key");
                aStrangerSeesNoRepository(first);
                assertThat(first.complaintsOfThePage()).isEmpty();
                assertThat(second.complaintsOfThePage()).isEmpty();
            }
        }
    }

    /** Whatever is asked for, there or not, looks alike; the last one asked for is what they come back to. */
    private static void aStrangerSeesNoRepository(Tab tab) {
        tab.open("/");
        String asked = tab.text();
        assertThat(asked).contains("Sign in", "login").doesNotContain("cellar");
        for (String path : new String[] {"/nothing", "/cellar/branches/main", "/cellar"}) {
            assertThat(tab.open(path)).as(path).isEqualTo(401);
            assertThat(tab.text()).as(path).isEqualTo(asked);
        }
    }

    private static void enter(Tab tab, String link) {
        tab.page().navigate(link);
        tab.page().getByRole(AriaRole.BUTTON).click();
    }
}
