package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import dev.cook.app.Chromium.Window;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** People look at what runs, and type into it, in their browsers. */
class BrowserTerminalTest {
    /** What the terminal shows, as text. */
    private static final String DRAWN =
            "() => (document.querySelector('.xterm-rows')?.innerText ?? '').replaceAll('\\u00a0', ' ')";

    @Test
    void severalPeopleLookAndOnlyWhoTookOverIsHeard() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestServer cook = TestServer.start(Map.of("chat", Chatting.AGENT))) {
            Person ada = cook.admin();
            Chatting chatting = Chatting.with(cook);
            String session = chatting.agentOn("fix");
            Person bob = cook.newcomer("bob");
            ada.ssh("repo", "role", "thing", "bob", "read").ok();
            try (Tab writer = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(ada);
                    Tab reader = chromium.tab(cook.server().httpUrl(), Window.PHONE_AT_NIGHT)
                            .signIn(bob)) {
                open(writer);
                open(reader);
                shows(writer, "there");
                shows(reader, "there");
                assertThat(reader.text()).contains("Viewing session " + session + ", turn 1");
                assertThat(button(reader, "Take over")).isFalse();

                writer.page().keyboard().type("nobody hears this\n");
                click(writer, "Take over");
                writer.until("You are typing into session " + session);
                writer.page().keyboard().type("hello\n");
                shows(writer, "heard hello");
                shows(reader, "heard hello");
                reader.page().locator(".pane").click();
                reader.page().keyboard().type("nor this\n");
                writer.page().keyboard().type("\\033[38;2;250;90;120mdeep\\033[0m red\n");
                shows(reader, "deep red");

                writer.page().keyboard().type("____\n");
                shows(writer, "heard ____");
                assertThat(underscores(writer)).as("pixels of underscores").isGreaterThan(4);

                writer.page().keyboard().type("size\n");
                shows(writer, rows(writer) - 1 + " " + columns(writer));
                // The reader sees the window as large as whoever writes made it, and tmux's line below.
                Awaitility.await().until(() -> columns(reader) == columns(writer) && rows(reader) == rows(writer));
                writer.page().setViewportSize(900, 700);
                writer.page().locator(".pane").click();
                // The terminal is measured once the page has laid itself out anew, and the agent may be asked before
                // that.
                Awaitility.await().until(() -> {
                    String size = rows(writer) - 1 + " " + columns(writer);
                    writer.page().keyboard().type("size\n");
                    shows(writer, "size");
                    return text(writer).contains(size);
                });

                Usability.doesNotScrollSideways(reader.page());
                Usability.doesNotScrollSideways(writer.page());
                assertThat(chatting.log(session))
                        .contains("heard hello", "red")
                        .doesNotContain("nobody hears", "nor this");

                writer.page().keyboard().press("Control+Shift+Enter");
                assertThat(writer.page().evaluate("() => document.activeElement.textContent"))
                        .isEqualTo("Stop typing");
                writer.page().locator(".pane").click();
                writer.page().keyboard().type("bye\n");
                writer.until("turn 1").until("done");
                writer.page().locator(".screen").waitFor(gone());
                reader.page().locator(".screen").waitFor(gone());
                assertThat(writer.complaints()).isEmpty();
                assertThat(reader.complaints()).isEmpty();
                Awaitility.await().until(() -> cook.server().viewers() == 0);
            }
        }
    }

    @Test
    void whoLosesTheirRoleIsShownNoMore() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestServer cook = TestServer.start(Map.of("chat", Chatting.AGENT))) {
            Person ada = cook.admin();
            Chatting chatting = Chatting.with(cook);
            String session = chatting.agentOn("fix");
            Person bob = cook.newcomer("bob");
            ada.ssh("repo", "role", "thing", "bob", "write").ok();
            try (Tab tab = chromium.tab(cook.server().httpUrl(), Window.DESK).signIn(bob)) {
                open(tab);
                shows(tab, "there");
                click(tab, "Take over");
                tab.until("You are typing into");

                ada.ssh("repo", "role", "thing", "bob", "read").ok();
                tab.until("you no longer have access");
                click(tab, "Open terminal");
                shows(tab, "there");
                assertThat(button(tab, "Take over")).isFalse();

                ada.ssh("repo", "role", "thing", "bob", "none").ok();
                Awaitility.await().until(() -> cook.server().viewers() == 0);
                ada.ssh("session", "say", session, "--type", "a-secret-of-the-team")
                        .ok();
                chatting.awaitLog(session, "heard a-secret-of-the-team");
                assertThat(tab.text()).doesNotContain("a-secret-of-the-team");
            }
        }
    }

    @Test
    void aTerminalGoesOnByItselfAfterTheServerWasKilledAndStartedAgain() throws Exception {
        try (Chromium chromium = Chromium.open();
                TestSite site = TestSite.open()) {
            site.agent("chat", Chatting.AGENT);
            try (ServerProcess server = ServerProcess.start(site)) {
                Chatting chatting = Chatting.with(server);
                String session = chatting.agentOn("fix");
                try (Tab tab = chromium.tab(server.httpUrl(), Window.DESK).signIn(server.admin())) {
                    open(tab);
                    shows(tab, "there");
                    click(tab, "Take over");
                    tab.until("You are typing into");
                    tab.page().keyboard().type("before\n");
                    shows(tab, "heard before");

                    server.kill();
                    tab.page()
                            .locator(".screen .says", new Page.LocatorOptions().setHasText("Reconnecting"))
                            .waitFor();
                    // It dials again and again meanwhile; the last screen stays.
                    Awaitility.await().until(() -> {
                        // What the browser says is heard while it is asked for something.
                        tab.page().title();
                        return tab.complaintsOfThePage().stream()
                                        .filter(complaint -> complaint.contains("WebSocket"))
                                        .count()
                                > 1;
                    });
                    assertThat(text(tab)).contains("heard before");
                    server.startAgain();

                    tab.until("You are typing into");
                    shows(tab, "heard before");
                    tab.page().keyboard().type("after\n");
                    shows(tab, "heard after");
                    assertThat(tab.isTheSamePage()).isTrue();
                    assertThat(tab.complaintsOfThePage())
                            .allMatch(complaint -> complaint.contains("WebSocket connection to"));
                }
                chatting.awaitLog(session, "heard after");
            }
        }
    }

    /** Pixels of the line of underscores that are not its background, where a pixel of the page is one of the screen. */
    private static int underscores(Tab tab) throws IOException {
        Number[] at = {0, 0, 0, 0};
        List<?> line = (List<?>) tab.page().evaluate("""
                () => {
                    const row = [...document.querySelectorAll('.xterm-rows > div')]
                        .findLast(each => each.innerText.replaceAll('\u00a0', ' ').includes('heard ____'));
                    const text = document.createRange();
                    text.selectNodeContents(row);
                    const box = row.getBoundingClientRect();
                    const cell = text.getBoundingClientRect().width / row.innerText.trimEnd().length;
                    return [box.left + 6 * cell, box.top, 4 * cell, box.height];
                }""");
        for (int i = 0; i < at.length; i++) {
            at[i] = (Number) line.get(i);
        }
        byte[] png = tab.page()
                .screenshot(new Page.ScreenshotOptions()
                        .setClip(at[0].doubleValue(), at[1].doubleValue(), at[2].doubleValue(), at[3].doubleValue()));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int background = image.getRGB(0, 0);
        int drawn = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                drawn += image.getRGB(x, y) == background ? 0 : 1;
            }
        }
        return drawn;
    }

    private static void open(Tab tab) {
        tab.open("/thing/branches/fix");
        click(tab, "Open terminal");
    }

    private static void click(Tab tab, String button) {
        tab.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .click();
    }

    private static boolean button(Tab tab, String name) {
        return tab.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .isVisible();
    }

    /** Waits until the terminal shows a text. */
    private static void shows(Tab tab, String text) {
        try {
            tab.page().waitForFunction("text => (" + DRAWN + ")().includes(text)", text);
        } catch (TimeoutError e) {
            throw new AssertionError(
                    "no '" + text + "' in:\n" + tab.page().evaluate(DRAWN) + "\n("
                            + tab.page().locator(".screen .says").allInnerTexts() + ")",
                    e);
        }
    }

    private static String text(Tab tab) {
        return (String) tab.page().evaluate(DRAWN);
    }

    private static int rows(Tab tab) {
        return tab.page().locator(".xterm-rows > div").count();
    }

    private static int columns(Tab tab) {
        return Integer.parseInt(tab.page().locator(".screen").getAttribute("data-columns"));
    }

    private static com.microsoft.playwright.Locator.WaitForOptions gone() {
        return new com.microsoft.playwright.Locator.WaitForOptions()
                .setState(com.microsoft.playwright.options.WaitForSelectorState.DETACHED);
    }
}
