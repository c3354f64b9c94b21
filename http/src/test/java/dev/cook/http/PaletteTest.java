package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the palette offers: whatever begins like what was typed, and nothing that whoever asks may not read. */
class PaletteTest {
    private final HttpTestServer server = new HttpTestServer();
    private final Account ada = server.account("ada");
    private final Repo tea = server.repo("team/tea", ada);
    private final Browser browser = new Browser(server.port, server.cookie(ada));

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static List<String> rows(Browser browser, String query) throws Exception {
        return JsonMapper.shared()
                .readTree(browser.get("/_/go?" + query).body())
                .valueStream()
                .map(PaletteTest::told)
                .toList();
    }

    private static String told(JsonNode row) {
        return row.path("kind").asString() + " " + row.path("label").asString() + " "
                + row.path("address").asString();
    }

    @Test
    void pagesRepositoriesAndBranchesAreFoundByHowTheirWordsBegin() throws Exception {
        long fix = server.branch(tea, "fix/boiling", "make it hotter").id().value();
        server.branch(tea, "other", "");

        assertThat(rows(browser, "q=boil"))
                .containsExactly("Branch fix/boiling /team/tea/branches/fix/boiling?life=" + fix);
        assertThat(rows(browser, "q=HOTTER")).hasSize(1);
        assertThat(rows(browser, "q=tea+fix"))
                .as("a repository's name, then a branch's")
                .containsExactly("Branch fix/boiling /team/tea/branches/fix/boiling?life=" + fix);
        assertThat(rows(browser, "q=cos")).containsExactly("Page Costs /_/costs");
        assertThat(rows(browser, "q=team/t")).containsExactly("Repository team/tea /team/tea");
        assertThat(rows(browser, "q=new&at=/team/tea/-/files/main/src"))
                .containsExactly("Page New branch /_/new?repo=team/tea", "Page New branch /_/new");
        assertThat(rows(browser, "q=files&at=/team/tea/branches/other"))
                .containsExactly("Page Files /team/tea/-/files/main");
        assertThat(rows(browser, "q=")).contains("Page Overview /", "Repository team/tea /team/tea");
        assertThat(rows(browser, "q=%27%3B--%00%E2%80%AE")).isNotEmpty();
        assertThat(rows(browser, "q=" + "x".repeat(5_000))).isEmpty();
    }

    @Test
    void nobodyHearsOfWhatTheyMayNotRead() throws Exception {
        server.branch(tea, "secret-plan", "");
        Account bob = server.account("bob");
        Browser his = new Browser(server.port, server.cookie(bob));

        assertThat(rows(his, "q=secret")).isEmpty();
        assertThat(rows(his, "q=tea")).isEmpty();
        assertThat(rows(his, "q=files&at=/team/tea")).isEmpty();
        assertThat(new Browser(server.port, "").get("/_/go?q=secret").statusCode())
                .isEqualTo(401);

        server.grant(tea, bob, Role.READ);
        assertThat(rows(his, "q=secret")).hasSize(1);
    }

    @Test
    void thereAreAFewRowsHoweverMuchIsFound() throws Exception {
        for (int i = 0; i < 40; i++) {
            server.branch(tea, "fix-" + i, "");
            server.repo("fix-" + i, ada);
        }

        assertThat(rows(browser, "q=fix"))
                .hasSize(20)
                .anyMatch(row -> row.startsWith("Repository"))
                .anyMatch(row -> row.startsWith("Branch fix-39 "));
    }
}
