package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Branch;
import dev.cook.domain.CandidateId;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.JobId;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static HttpTestServer kitchen;
    private static Account ada;
    private static Account eve;
    private static Repo tea;
    private static Browser browser;
    private static Browser others;

    @BeforeAll
    static void open() {
        kitchen = new HttpTestServer();
        ada = kitchen.account("ada");
        eve = kitchen.account("eve");
        tea = kitchen.repo("tea/pot", ada);
        browser = new Browser(kitchen.port, kitchen.cookie(ada));
        others = new Browser(kitchen.port, kitchen.cookie(eve));
    }

    @AfterAll
    static void close() throws IOException {
        kitchen.close();
    }

    @Test
    void anAddressThatSeveralBranchesHaveNamesThemAll() throws Exception {
        Repo cup = kitchen.repo("cup", ada);
        Repo odd = kitchen.repo("cup/branches/odd", ada);
        kitchen.branch(cup, "odd/branches/fix", "of cup");
        assertThat(browser.get("/cup/branches/odd/branches/fix").body()).contains("of cup");
        assertThat(browser.get("/cup/branches/odd").body())
                .as("a repository's page opens whatever its name is")
                .contains("cup/branches/odd");

        kitchen.branch(odd, "fix", "of odd");

        HttpResponse<String> both = browser.get("/cup/branches/odd/branches/fix");
        assertThat(both.statusCode()).isEqualTo(300);
        assertThat(both.body()).contains("/cup.git/branches/odd/branches/fix", "/cup/branches/odd.git/branches/fix");
        assertThat(browser.get("/cup.git/branches/odd/branches/fix").body()).contains("of cup");
        assertThat(browser.get("/cup/branches/odd.git/branches/fix").body()).contains("of odd");
    }

    @Test
    void theFirstPageSaysWhatWaitsWhatRunsAndWhatLanded() throws Exception {
        kitchen.turn(kitchen.branch(tea, "works", "boil water"));
        kitchen.waits(kitchen.branch(tea, "waits", ""), "somebody runs `branch land waits`");
        Branch landed = kitchen.branch(tea, "landed", "");
        kitchen.lands(landed, kitchen.candidate(landed));

        String page = browser.get("/").body();

        assertThat(page).contains("boil water").contains("<code>branch land waits</code>");
        assertThat(page)
                .containsSubsequence("id=\"waiting\"", ">", "waits", "id=\"running\"", "works", "id=\"landed\"");
        assertThat(others.get("/").body()).doesNotContain("boil water").doesNotContain("tea");
    }

    @Test
    void aBranchesPageTellsItsStory() throws Exception {
        Branch branch = kitchen.branch(tea, "fix/100%-lid", "Mend the <b>lid</b>");
        JobId turn = kitchen.turn(branch);
        kitchen.ended(branch, turn, 0, "\u001b[31mred\u001b[0m <script>alert(1)</script>\n");
        CandidateId candidate = kitchen.candidate(branch);
        GateRunId run = kitchen.gate(candidate, "test", "npm", "test");
        JobId job = kitchen.runs(branch, run);
        kitchen.judged(branch, run, job, GateRunState.FAILED, "exit status 1", "1 failing\n");

        HttpResponse<String> page = browser.get("/tea/pot/branches/fix/100%25-lid");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("ada started fix/100%-lid")
                .contains("Mend the &lt;b&gt;lid&lt;/b&gt;")
                .contains("<span class=\"f2\">red</span> &lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("1 failing")
                .contains("exit status 1")
                .contains("ssh -p 2222 cook.example.org session log ");
    }

    @Test
    void aSessionsAddressLeadsToItsPlaceOnThePage() throws Exception {
        Branch branch = kitchen.branch(tea, "session", "x");
        kitchen.turn(branch);
        long session = kitchen.store
                .read(tx -> tx.sessions().alive(branch.id()))
                .orElseThrow()
                .id()
                .value();

        HttpResponse<String> answer = browser.get("/sessions/" + session);

        String to = answer.headers().firstValue("Location").orElse("");
        assertThat(to).isEqualTo("/tea/pot/branches/session?life=" + branch.id() + "#session-" + session);
        assertThat(browser.get(to.split("#")[0]).body()).contains("id=\"session-" + session + "\"");
        assertThat(others.get("/sessions/" + session).statusCode()).isEqualTo(404);
    }

    @Test
    void aBranchThatWaitsForAnAnswerSaysHowToGiveIt() throws Exception {
        Branch branch = kitchen.branch(tea, "asks", "brew");
        kitchen.turn(branch);
        kitchen.waits(branch, "it asks: green or black?");

        assertThat(browser.get("/tea/pot/branches/asks").body())
                .containsSubsequence(
                        "it asks: green or black?", "Answer", "ssh -p 2222 cook.example.org session say ", "'");
        Branch silent = kitchen.branch(tea, "silent", "");
        kitchen.waits(silent, "somebody looks");
        assertThat(browser.get("/tea/pot/branches/silent").body()).doesNotContain("session say");
    }

    @Test
    void thePagesOfAFormerNameLeadToThoseOfTheRepository() throws Exception {
        Branch branch = kitchen.branch(kitchen.repo("moved/one", ada), "branches/fix", "");
        Repo one = kitchen.store.read(tx -> tx.repos().get(branch.repo())).orElseThrow();
        kitchen.store.change(tx -> tx.repos().rename(one, new RepoName("moved"), "ada"));

        HttpResponse<String> repo = browser.get("/moved/one");
        assertThat(repo.statusCode()).isEqualTo(303);
        assertThat(repo.headers().firstValue("Location")).hasValue("/moved");
        assertThat(browser.get("/Moved").statusCode()).isEqualTo(200);
        HttpResponse<String> page = browser.get("/moved/one/branches/branches/fix?life=" + branch.id());
        assertThat(page.headers().firstValue("Location"))
                .hasValue("/moved.git/branches/branches/fix?life=" + branch.id());
        assertThat(others.get("/moved/one").statusCode()).isEqualTo(404);
    }

    @Test
    void missingAndForbiddenLookAlike() throws Exception {
        kitchen.branch(tea, "secret", "");
        for (String place : new String[] {"/tea/%s", "/tea/%s/branches/secret", "/tea/%s/branches/secret/events"}) {
            HttpResponse<String> forbidden = others.get(place.formatted("pot"));
            HttpResponse<String> missing = others.get(place.formatted("pan"));

            assertThat(forbidden.statusCode()).isEqualTo(404);
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(forbidden.body()).isEqualTo(missing.body().replace("/pan", "/pot"));
        }
    }

    @Test
    void theOutputOfAJobIsAPageAPartOrText() throws Exception {
        Branch branch = kitchen.branch(tea, "output", "x");
        JobId job = kitchen.turn(branch);
        kitchen.writes(job, "so \u001b[1mfar\u001b[0m");

        String path = "/_/output/" + job;
        assertThat(browser.get(path).body())
                .contains("so <span class=\"b\">far</span>")
                .contains("<html");
        assertThat(browser.get(path + "?text").body()).isEqualTo("so far\n");
        assertThat(others.get(path).statusCode()).isEqualTo(404);
        kitchen.ended(branch, job, 0, "all\r\nof it");
        assertThat(browser.get(path + "?text").body()).isEqualTo("all\nof it\n");
    }

    @Test
    void filesOfThePagesAreKeptForEverAndNothingComesFromElsewhere() throws Exception {
        String page = browser.get("/").body();
        Matcher files = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page);

        while (files.find()) {
            HttpResponse<String> file = browser.get(files.group(1));
            assertThat(file.statusCode()).as(files.group(1)).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
        }
        assertThat(page).doesNotContain("src=\"http").doesNotContain("style=").doesNotContain("onclick");
        assertThat(browser.get("/assets/0000/cook.css").statusCode()).isEqualTo(404);
    }

    @Test
    void aBrokenPageNamesAnErrorIdAndNothingElse() throws Exception {
        kitchen.turn(kitchen.branch(tea, "broken", "x"));
        HttpResponse<String> page;
        try (Connection past = kitchen.test.connect();
                Statement sql = past.createStatement()) {
            sql.execute("ALTER TABLE fossil RENAME TO fossil_elsewhere");
            page = browser.get("/tea/pot/branches/broken");
            sql.execute("ALTER TABLE fossil_elsewhere RENAME TO fossil");
        }

        assertThat(page.statusCode()).isEqualTo(500);
        assertThat(page.body()).containsPattern("reference [0-9a-f]{12}").doesNotContain("Exception");
    }
}
