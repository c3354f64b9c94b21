package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.app.Chromium.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A team without a certificate and without a host for Cook alone: plain HTTP in their network, below one path of a reverse proxy. Such an
 * address gets less from a browser than localhost does.
 */
class BrowserProxyTest {
    /** A name that browsers of the tests take for this machine, as a name in a network. */
    private static final String HOST = "tools.lan";

    private static final String README = "[Brew](brew) and ![pot](pot.png)\n";

    /** A picture of one pixel. */
    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static final String ASKS = """
            #!/bin/sh
            cook ask 'Which pot?'
            """;

    private static void fill(Person ada) throws Exception {
        Path work = ada.repository("tea");
        Files.writeString(work.resolve("README.md"), README);
        Files.write(work.resolve("pot.png"), PIXEL);
        ada.git(work, "add", "-A").ok();
        ada.commit(work, "brew", "echo hot\n");
        ada.git(work, "push", "-q", ada.url("tea"), "main").ok();
        ada.git(work, "checkout", "-q", "-b", "hotter").ok();
        ada.commit(work, "brew", "echo hotter\n");
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/hotter", "-o", "land=ask")
                .ok();
        ada.git(
                        work,
                        "push",
                        "-q",
                        ada.url("tea"),
                        "main:refs/heads/asks",
                        "-o",
                        "agent=asks",
                        "-o",
                        "prompt=Choose a pot")
                .ok();
        ada.until(() -> ada.ssh("branch", "show", "tea", "asks").out().contains("Which pot?"));
        ada.until(() -> ada.ssh("branch", "show", "tea", "hotter").out().contains("branch land"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everythingWorksBelowOnePathOfAnotherHost(boolean strips) throws Exception {
        try (SmallProxy proxy = SmallProxy.open("/tools/cook", strips);
                Chromium chromium = Chromium.open(List.of("--host-resolver-rules=MAP " + HOST + " 127.0.0.1"))) {
            String url = "http://" + HOST + ":" + proxy.port() + "/tools/cook";
            try (TestServer cook = TestServer.behind(url, Map.of("asks", ASKS))) {
                proxy.passTo("http://127.0.0.1:" + cook.server().httpPort());
                Person ada = cook.admin();
                fill(ada);
                try (Tab tab = chromium.tab(url, Window.DESK)) {
                    // Whoever wanted a page comes to it after the sign-in.
                    assertThat(tab.page().navigate(url + "/tea/branches/asks").status())
                            .isEqualTo(401);
                    tab.page().navigate(Tab.link(ada));
                    tab.complaints().clear();
                    tab.press("Sign in");
                    tab.until("Which pot?");
                    assertThat(tab.page().url()).isEqualTo(url + "/tea/branches/asks");
                    assertThat(tab.context().cookies())
                            .filteredOn(cookie -> cookie.name.equals("cook"))
                            .allMatch(cookie -> cookie.path.equals("/tools/cook"))
                            .hasSize(1);

                    // A form, and what comes of it through the stream of the page.
                    tab.page().locator("#say-text").fill("the blue one");
                    tab.press("Send");
                    tab.until("the blue one");
                    ada.ssh("branch", "hold", "tea", "asks", "--reason", "tasting")
                            .ok();
                    tab.until("On hold:");

                    assertThat(tab.page().navigate(url + "/tea/branches/hotter").status())
                            .isEqualTo(200);
                    tab.press("Land");
                    tab.until("landed on main");

                    Set<String> kinds = new Crawl(tab, 2).from(url + "/", at -> assertThat(
                                    tab.page().locator("link[rel=stylesheet]").evaluate("link => link.sheet !== null"))
                            .as("styles of %s", at)
                            .isEqualTo(true));
                    assertThat(kinds).hasSizeGreaterThan(15);
                    tab.page().navigate(url + "/tea/-/files/main");
                    assertThat(tab.page()
                                    .locator(".document img")
                                    .evaluate("image => image.decode().then(() => image.naturalWidth)"))
                            .isEqualTo(1);
                    assertThat(tab.complaintsOfThePage()).isEmpty();
                    assertThat(proxy.elsewhere())
                            .as(
                                    "asked for outside the path, but for the icon of a text, which browsers look for by themselves")
                            .allMatch("/favicon.ico"::equals);

                    Path clone = ada.home().resolve("clone-" + strips);
                    String token = ada.ssh("token", "create", "--label", "clone", "--scope", "read", "--expires", "1d")
                            .ok()
                            .said();
                    ada.git(
                                    ada.home(),
                                    "-c",
                                    "http.extraHeader=Authorization: Bearer " + token,
                                    "clone",
                                    "-q",
                                    "http://127.0.0.1:" + proxy.port() + "/tools/cook/tea.git",
                                    clone.toString())
                            .ok();
                    assertThat(clone.resolve("brew")).hasContent("echo hotter");

                    tab.press("Sign out");
                    tab.until("Sign in with your SSH key");
                    assertThat(tab.page().url()).isEqualTo(url + "/login");
                }
            }
        }
    }
}
