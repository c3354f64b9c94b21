package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.BrowserSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page of an account is about whoever looks at it, and so are its forms. */
class AccountPageTest {
    private final HttpTestServer server = new HttpTestServer();
    private final Account ada = server.account("ada");
    private final Account bob = server.account("bob");
    private final Browser laptop = new Browser(server.port, server.cookie(ada));
    private final Browser phone = new Browser(server.port, server.cookie(ada));
    private final Browser his = new Browser(server.port, server.cookie(bob));

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private List<Long> browsers(Account account) {
        return server.store.read(tx -> tx.browserSessions().of(account.id())).stream()
                .map(BrowserSession::id)
                .sorted()
                .toList();
    }

    private static int post(Browser browser, String what, String site, Object id) throws Exception {
        return browser.post("/_/account/" + what, site, Map.of("id", id.toString()))
                .statusCode();
    }

    @Test
    void itListsBrowsersTokensAndKeysOfWhoeverLooks() throws Exception {
        server.token(ada);
        server.store.change(tx -> tx.keys().add(bob.id(), "SHA256:his", "ssh-ed25519 AAAA", "bob@desk"));
        server.store.change(tx -> tx.keys().add(ada.id(), "SHA256:hers", "ssh-ed25519 AAAB", "ada@desk"));

        String page = laptop.get("/_/account").body();

        assertThat(page)
                .contains(
                        "Signed in as <b>ada</b>",
                        "Firefox on Linux",
                        "from 192.0.2.7",
                        "this browser",
                        "Sign out everywhere else",
                        ">test</span>",
                        "May admin",
                        "not used yet",
                        "ada@desk",
                        "SHA256:hers",
                        "login list")
                .doesNotContain("bob@desk");
        assertThat(his.get("/_/account").body()).doesNotContain("Sign out everywhere else", "SHA256:hers");
        assertThat(new Browser(server.port, "").get("/_/account").statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenTellsOfItsUseAndIsNoWayToThePage() throws Exception {
        String token = server.token(ada);
        HttpResponse<String> page = laptop.http()
                .send(
                        new Browser(server.port, "")
                                .request("/")
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        HttpResponse<String> refused = laptop.http()
                .send(
                        new Browser(server.port, "")
                                .request("/_/account")
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(laptop.get("/_/account").body())
                .doesNotContain("not used yet")
                .contains("last used");
    }

    @Test
    void aBrowserIsSignedOutFromAnother() throws Exception {
        List<Long> mine = browsers(ada);

        assertThat(post(his, "sign-out", "same-origin", mine.getLast()))
                .as("somebody else's")
                .isEqualTo(409);
        assertThat(post(laptop, "sign-out", "cross-site", mine.getLast())).isEqualTo(403);
        assertThat(phone.get("/").statusCode()).isEqualTo(200);
        assertThat(post(laptop, "sign-out", "same-origin", mine.getLast())).isEqualTo(303);

        assertThat(phone.get("/").statusCode()).isEqualTo(401);
        assertThat(laptop.get("/").statusCode()).isEqualTo(200);
        assertThat(post(laptop, "sign-out", "same-origin", mine.getLast())).isEqualTo(409);
        assertThat(post(laptop, "sign-out", "same-origin", "x")).isEqualTo(409);
        assertThat(laptop.get("/_/account/sign-out").statusCode()).isEqualTo(405);
    }

    @Test
    void signingOutEverywhereKeepsThisBrowserAndATokenIsRevoked() throws Exception {
        String token = server.token(ada);
        long id = server.store.read(tx -> tx.tokens().of(ada.id())).getFirst().id();

        assertThat(post(phone, "sign-out-everywhere", "same-origin", "")).isEqualTo(303);
        assertThat(laptop.get("/").statusCode()).isEqualTo(401);
        assertThat(his.get("/").statusCode()).isEqualTo(200);
        assertThat(post(his, "revoke-token", "same-origin", id)).isEqualTo(409);
        assertThat(post(phone, "revoke-token", "same-origin", id)).isEqualTo(303);

        assertThat(phone.http()
                        .send(
                                new Browser(server.port, "")
                                        .request("/")
                                        .header("Authorization", "Bearer " + token)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(phone.get("/_/account").body()).contains("revoked").doesNotContain(">Revoke<");
    }
}
