package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.microsoft.playwright.CDPSession;
import dev.cook.app.Chromium.Window;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People sign in with passkeys of a device that Chromium plays; others try to sign in with what is not theirs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPasskeyTest {
    /** What the page's own script does, in one go, so that a test may change or repeat what is sent. */
    private static final String SIGN = """
            async ({ challenge, rpId }) => {
              const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
              const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer ?? [])))
                .replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
              const signed = await navigator.credentials.get({ publicKey: { challenge: bytes(challenge), rpId, userVerification: 'required' } });
              return {
                id: text(signed.rawId), userHandle: text(signed.response.userHandle), signature: text(signed.response.signature),
                authenticatorData: text(signed.response.authenticatorData), clientData: text(signed.response.clientDataJSON),
              };
            }
            """;

    private static final String POST = """
            ([address, body]) => fetch(address, { method: 'POST', body: JSON.stringify(body) })
              .then(async (answer) => ({ status: answer.status, body: await answer.json() }))
            """;

    private Chromium chromium;
    private TestServer cook;
    private String url;

    @BeforeAll
    void open() throws Exception {
        chromium = Chromium.open();
        int port = free();
        url = "http://localhost:" + port;
        cook = TestServer.listening(port, url);
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

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A device that answers for whoever is at this tab, and asks nobody. */
    private static void device(Tab tab) {
        CDPSession session = tab.context().newCDPSession(tab.page());
        session.send("WebAuthn.enable");
        session.send(
                "WebAuthn.addVirtualAuthenticator", JsonParser.parseString("""
                        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
                         "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true}}
                        """).getAsJsonObject());
    }

    private static void add(Tab tab, String label) {
        tab.page().navigate("/_/account");
        tab.page().getByLabel("Name of the new passkey").fill(label);
        tab.press("Add a passkey");
        tab.page().locator(".what").getByText(label).waitFor();
    }

    private static Map<?, ?> post(Tab tab, String word, Object body) {
        return (Map<?, ?>) tab.page().evaluate(POST, List.of("/_/passkeys/" + word, body));
    }

    private static Object signed(Tab tab) {
        Map<?, ?> options = (Map<?, ?>) post(tab, "options", Map.of()).get("body");
        return tab.page().evaluate(SIGN, options);
    }

    private static int status(Map<?, ?> answer) {
        return ((Number) Objects.requireNonNull(answer.get("status"))).intValue();
    }

    @Test
    void aPasskeyIsAddedOnceSignsInAndIsRevoked() throws Exception {
        Person ada = cook.admin();
        try (Tab tab = chromium.tab(url, Window.PHONE).signIn(ada)) {
            device(tab);
            add(tab, "Phone <b>1</b>");
            Axe.findsNothing(tab.page());
            tab.page().getByLabel("Name of the new passkey").fill("again");
            tab.press("Add a passkey");
            tab.until("This device has a passkey for your account already");
            assertThat(tab.page()
                            .locator("section[aria-labelledby=passkeys] li")
                            .count())
                    .isEqualTo(1);

            tab.press("Sign out");
            tab.until("Sign in with your SSH key");
            assertThat(tab.open("/_/costs")).isEqualTo(401);
            Axe.findsNothing(tab.page());
            tab.press("Sign in with a passkey");
            tab.until("As files");
            assertThat(tab.page().url()).as("the page that was wanted").isEqualTo(url + "/_/costs");
            tab.page().navigate("/_/account");
            assertThat(tab.page()
                            .locator("section[aria-labelledby=passkeys] li")
                            .innerText())
                    .contains("last used just now");

            Object stale = signed(tab);
            tab.page().locator("section[aria-labelledby=passkeys] li button").click();
            tab.until("With a passkey you sign in by");
            assertThat(status(post(tab, "sign-in", stale))).as("a revoked one").isEqualTo(403);
            tab.press("Sign out");
            tab.until("Sign in with your SSH key");
            tab.press("Sign in with a passkey");
            tab.until("This passkey opens nothing here");
            assertThat(tab.complaintsOfThePage()).isEmpty();
        }
    }

    @Test
    void whatWasSignedOnceIsWorthNothingAgainOrElsewhere() throws Exception {
        Person bob = cook.newcomer("bob");
        try (Tab tab = chromium.tab(url, Window.DESK).signIn(bob);
                Tab thief = chromium.tab(url, Window.DESK)) {
            device(tab);
            add(tab, "Laptop");
            thief.open("/login");

            Object signed = signed(tab);
            assertThat(status(post(thief, "sign-in", signed)))
                    .as("in a browser that was given no challenge")
                    .isEqualTo(400);
            post(thief, "options", Map.of());
            assertThat(status(post(thief, "sign-in", signed)))
                    .as("for the challenge of another browser")
                    .isEqualTo(403);
            assertThat(status(post(tab, "sign-in", signed))).isEqualTo(200);
            assertThat(status(post(tab, "sign-in", signed))).as("again").isEqualTo(400);
            post(tab, "options", Map.of());
            assertThat(status(post(tab, "sign-in", signed)))
                    .as("for a new challenge")
                    .isEqualTo(403);
        }
    }

    @Test
    void aPasskeyOfSomebodyElseAndOneOfAnotherOriginOpenNothing() throws Exception {
        Person eve = cook.newcomer("eve");
        try (Tab tab = chromium.tab(url, Window.DESK).signIn(eve)) {
            device(tab);
            add(tab, "Hers");
            Map<Object, Object> signed = new HashMap<>((Map<?, ?>) signed(tab));
            // The handle of the admin, whose account is the first.
            signed.put("userHandle", "MQ");
            assertThat(status(post(tab, "sign-in", signed))).isEqualTo(403);

            Map<Object, Object> elsewhere = new HashMap<>((Map<?, ?>) signed(tab));
            String data = new String(
                    Base64.getUrlDecoder().decode((String) elsewhere.get("clientData")), StandardCharsets.UTF_8);
            elsewhere.put(
                    "clientData",
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(
                                    data.replace(url, "http://localhost:1").getBytes(StandardCharsets.UTF_8)));
            assertThat(status(post(tab, "sign-in", elsewhere))).isEqualTo(403);
            assertThat(status(post(tab, "sign-in", Map.of("id", "%%%")))).isEqualTo(400);
            tab.press("Sign out");
            tab.until("Sign in with your SSH key");
            assertThat(status(post(tab, "add-options", Map.of()))).isEqualTo(401);
            assertThat(status(post(tab, "add", Map.of()))).isEqualTo(401);
        }
    }

    /** A real page of another origin signs with the same key: the device knows names without ports. */
    @Test
    void aPageOfAnotherPortOfThisNameGetsSignaturesThatOpenNothing() throws Exception {
        Person mia = cook.newcomer("mia");
        int port = free();
        try (TestServer other = TestServer.listening(port, "http://localhost:" + port);
                Tab tab = chromium.tab(url, Window.DESK).signIn(mia)) {
            device(tab);
            add(tab, "Hers");
            Map<?, ?> options = (Map<?, ?>) post(tab, "options", Map.of()).get("body");
            tab.page().navigate(other.server().httpUrl() + "/login");
            Object signed = tab.page().evaluate(SIGN, options);
            tab.page().navigate(url + "/login");

            assertThat(status(post(tab, "sign-in", signed))).isEqualTo(403);
            assertThat(status(post(tab, "sign-in", signed(tab)))).isEqualTo(200);
        }
    }
}
