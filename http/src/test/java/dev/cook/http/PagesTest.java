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
import dev.cook.domain.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static HttpTestServer server;
    private static Account ada;
    private static Account eve;
    private static Repo tea;
    private static Browser browser;
    private static Browser others;

    @BeforeAll
    static void open() {
        server = new HttpTestServer();
        ada = server.account("ada");
        eve = server.account("eve");
        tea = server.repo("tea/pot", ada);
        browser = new Browser(server.port, server.cookie(ada));
        others = new Browser(server.port, server.cookie(eve));
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @Test
    void anAddressThatSeveralBranchesHaveNamesThemAll() throws Exception {
        Repo cup = server.repo("cup", ada);
        Repo odd = server.repo("cup/branches/odd", ada);
        server.branch(cup, "odd/branches/fix", "of cup");
        assertThat(browser.get("/cup/branches/odd/branches/fix").body()).contains("of cup");
        assertThat(browser.get("/cup/branches/odd").body())
                .as("a repository's page opens whatever its name is")
                .contains("cup/branches/odd");

        server.branch(odd, "fix", "of odd");

        HttpResponse<String> both = browser.get("/cup/branches/odd/branches/fix");
        assertThat(both.statusCode()).isEqualTo(300);
        assertThat(both.body()).contains("/cup.git/branches/odd/branches/fix", "/cup/branches/odd.git/branches/fix");
        assertThat(browser.get("/cup.git/branches/odd/branches/fix").body()).contains("of cup");
        assertThat(browser.get("/cup/branches/odd.git/branches/fix").body()).contains("of odd");
    }

    @Test
    void theFirstPageSaysWhatWaitsWhatRunsAndWhatLanded() throws Exception {
        server.turn(server.branch(tea, "works", "boil water"));
        server.waits(server.branch(tea, "waits", ""), "somebody runs `branch land waits`");
        Branch landed = server.branch(tea, "landed", "");
        server.lands(landed, server.candidate(landed));

        String page = browser.get("/").body();

        assertThat(page).contains("boil water").contains("<code>branch land waits</code>");
        assertThat(page)
                .containsSubsequence("id=\"waiting\"", ">", "waits", "id=\"running\"", "works", "id=\"landed\"");
        assertThat(others.get("/").body()).doesNotContain("boil water").doesNotContain("tea");
    }

    @Test
    void aBranchesPageTellsItsStory() throws Exception {
        Branch branch = server.branch(tea, "fix/100%-lid", "Mend the <b>lid</b>");
        JobId turn = server.turn(branch);
        server.ended(branch, turn, 0, "\u001b[31mred\u001b[0m <script>alert(1)</script>\n");
        CandidateId candidate = server.candidate(branch);
        GateRunId run = server.gate(candidate, "test", "npm", "test");
        JobId job = server.runs(branch, run);
        server.judged(branch, run, job, GateRunState.FAILED, "exit status 1", "1 failing\n");

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
    void aGateThatPassedIsExplainedOnlyWhereItsReportIsNotAsItShouldBe() throws Exception {
        for (String reason : List.of("exit status 0", "exit status 0; test report: a.xml is empty")) {
            Branch branch = server.branch(tea, "passed-" + reason.length(), "x");
            GateRunId run = server.gate(server.candidate(branch), "test", "npm", "test");
            server.judged(branch, run, server.runs(branch, run), GateRunState.PASSED, reason, "fine\n");

            String body =
                    browser.get("/tea/pot/branches/passed-" + reason.length()).body();
            assertThat(body.contains(reason)).as(reason).isEqualTo(reason.contains("report"));
        }
    }

    @Test
    void aSessionsAddressLeadsToItsPlaceOnThePage() throws Exception {
        Branch branch = server.branch(tea, "session", "x");
        server.turn(branch);
        long session = server.store
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
        Branch branch = server.branch(tea, "asks", "brew");
        server.turn(branch);
        server.waits(branch, "it asks: green or black?");

        assertThat(browser.get("/tea/pot/branches/asks").body())
                .containsSubsequence(
                        "it asks: green or black?", "Answer", "ssh -p 2222 cook.example.org session say ", "'");
        Branch silent = server.branch(tea, "silent", "");
        server.waits(silent, "somebody looks");
        assertThat(browser.get("/tea/pot/branches/silent").body()).doesNotContain("session say");
    }

    @Test
    void aPageOffersOnlyWhatWhoeverLooksMayDo() throws Exception {
        Account dora = server.account("dora");
        Account finn = server.account("finn");
        Account gus = server.account("gus");
        Repo jug = server.repo("jug", dora);
        server.grant(jug, finn, Role.READ);
        server.grant(jug, gus, Role.LAND);
        Branch talks = server.branch(jug, "talks", "brew");
        server.turn(talks);
        server.waits(talks, "it asks: green or black?");
        Branch ready = server.branch(jug, "ready", "");
        server.candidate(ready);
        server.waits(ready, "its gates passed");
        Browser writes = new Browser(server.port, server.cookie(dora));
        Browser reads = new Browser(server.port, server.cookie(finn));
        Browser lands = new Browser(server.port, server.cookie(gus));

        assertThat(writes.get("/jug/branches/talks").body()).contains("session log", "session say");
        assertThat(reads.get("/jug/branches/talks").body())
                .contains("session log", "green or black?")
                .doesNotContain("session say");
        assertThat(lands.get("/jug/branches/ready").body()).contains("branch land jug ready");
        assertThat(writes.get("/jug/branches/ready").body())
                .contains("its gates passed")
                .doesNotContain("branch land");
        assertThat(attention(lands)).contains("talks", "ready");
        assertThat(attention(writes)).contains("talks").doesNotContain("ready");
        assertThat(attention(reads)).contains("Nothing needs your attention.");
    }

    @Test
    void whatSomebodyHoldsSaysSoWhereverItIsShownAndIsNotReady() throws Exception {
        Account hugo = server.account("hugo");
        Repo pan = server.repo("pan", hugo);
        server.grant(pan, hugo, Role.LAND);
        Branch held = server.branch(pan, "held", "");
        server.candidate(held);
        server.store.change(tx -> tx.branches().markDone(held.id()));
        Browser browser = new Browser(server.port, server.cookie(hugo));
        assertThat(browser.get("/pan/branches/held").body()).contains("Ready to land:");
        assertThat(attention(browser)).contains("held");

        server.store.change(tx -> tx.queues().hold(held.id(), Optional.of("ann: not before the release")));

        assertThat(browser.get("/pan/branches/held").body())
                .contains("on hold", "held by ann: not before the release", "branch hold pan held --release");
        assertThat(browser.get("/pan").body())
                .contains("on hold", "Held by ann: not before the release")
                .doesNotContain(">ready<");
        assertThat(attention(browser)).doesNotContain("held");
    }

    @Test
    void anApprovalIsOfferedToWhoMayAnswerAndOthersReadWhyNot() throws Exception {
        Account ilse = server.account("ilse");
        Account jo = server.account("jo");
        Repo pot = server.repo("pot", ilse);
        server.grant(pot, jo, Role.READ);
        Branch fix = server.branch(pot, "fix", "");
        GateRunId run = server.approval(server.candidate(fix), "ilse");
        server.waits(fix, "waiting for gate looked-at");
        Browser asked = new Browser(server.port, server.cookie(ilse));
        Browser reader = new Browser(server.port, server.cookie(jo));

        assertThat(asked.get("/pot/branches/fix").body())
                .contains("action=\"/_/gates/" + run + "\"", "Approve", "Reject")
                .doesNotContain("You cannot answer");
        assertThat(reader.get("/pot/branches/fix").body())
                .contains("You cannot answer: answering needs the write role; you have read.")
                .doesNotContain("action=\"/_/gates/" + run + "\"");

        server.store.change(tx -> tx.branches().addHand(fix.id(), "ilse"));

        assertThat(asked.get("/pot/branches/fix").body())
                .contains("You cannot answer: you started or pushed this work")
                .doesNotContain("action=\"/_/gates/" + run + "\"");
        assertThat(attention(asked)).as("no answer of hers is waited for").contains("Nothing needs your attention.");
    }

    /** What the first page says that its reader has to do. */
    private static String attention(Browser browser) throws Exception {
        String page = browser.get("/").body();
        return page.substring(page.indexOf("id=\"waiting\""), page.indexOf("id=\"running\""));
    }

    @Test
    void thePagesOfAFormerNameLeadToThoseOfTheRepository() throws Exception {
        Branch branch = server.branch(server.repo("moved/one", ada), "branches/fix", "");
        Repo one = server.store.read(tx -> tx.repos().get(branch.repo())).orElseThrow();
        server.store.change(tx -> tx.repos().rename(one, new RepoName("moved"), "ada"));

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
        server.branch(tea, "secret", "");
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
        Branch branch = server.branch(tea, "output", "x");
        JobId job = server.turn(branch);
        server.writes(job, "so \u001b[1mfar\u001b[0m");

        String path = "/_/output/" + job;
        assertThat(browser.get(path).body())
                .contains("so <span class=\"b\">far</span>")
                .contains("<html");
        assertThat(browser.get(path + "?text").body()).isEqualTo("so far\n");
        assertThat(others.get(path).statusCode()).isEqualTo(404);
        server.ended(branch, job, 0, "all\r\nof it");
        assertThat(browser.get(path + "?text").body()).isEqualTo("all\nof it\n");
    }

    @Test
    void aLongLogHasPartsAndALinkToEachLine() throws Exception {
        Branch branch = server.branch(tea, "long", "x");
        JobId job = server.turn(branch);
        StringBuilder log = new StringBuilder();
        for (int line = 1; line <= 4_500; line++) {
            log.append(line == 2_001 ? "<b>" + "w".repeat(2_500) + "</b>" : "line " + line)
                    .append('\n');
        }
        server.ended(branch, job, 1, log.toString());

        String path = "/_/output/" + job;
        assertThat(browser.get(path).body())
                .as("the end, where the reason of a failure stands")
                .contains("Lines 4,001–4,500 of 4,500", "id=\"L4001\"", "id=\"L4500\"", "line 4500\n")
                .doesNotContain("line 4000\n", "id=\"L4501\"");
        assertThat(browser.get(path + "?line=2100").body())
                .contains("Lines 2,001–4,000 of 4,500", "?line=2100#L2100")
                .containsPattern("id=\"L4000\"[^>]*></a>line 4000\n")
                .contains("&lt;b&gt;www")
                .doesNotContain("line 2000\n", "<b>w");
        assertThat(browser.get(path + "?line=999999").body()).contains("line 4500\n");
        assertThat(browser.get(path + "?line=x").body()).contains("line 4500\n");
        assertThat(others.get(path + "?line=1").statusCode()).isEqualTo(404);
    }

    @Test
    void aLogOfLongLinesIsReachedToItsLastByteAndItsGroupsFold() throws Exception {
        Branch branch = server.branch(tea, "wide", "x");
        JobId job = server.turn(branch);
        server.ended(
                branch,
                job,
                1,
                "first\n" + "w".repeat(1_200_000) + "the end\n::group::Set <b>up\nin it\nalso\n::endgroup::\nlast\n");

        String path = "/_/output/" + job;
        assertThat(browser.get(path + "?line=2").body())
                .contains("Lines 2–2 of 7", "id=\"L2\"", "?part=1\" rel=\"prev\"", "?part=3\" rel=\"next\"")
                .doesNotContain("the end");
        assertThat(browser.get(path + "?part=3").body())
                .contains("Lines 2–2 of 7; line 2 began in the part before")
                .doesNotContain("id=\"L2\"");
        assertThat(browser.get(path).body())
                .contains("the end\n", "id=\"L3\"", "Set &lt;b&gt;up <span class=\"took\">2 lines</span>")
                .contains("<details class=\"fold\"><summary>");
        assertThat(browser.get(path + "?line=4").body()).contains("<details class=\"fold\" open><summary>");
        assertThat(browser.get(path + "?part=99").body()).contains("last\n");
    }

    @Test
    void theTurnOfAnAgentThatReportsIsAConversation() throws Exception {
        Branch branch = server.branch(tea, "talk", "x");
        JobId job = server.turn(branch);
        server.store.change(tx -> tx.transcripts().keep(job, """
                {"update":"agent_message","text":"I <i>run</i> the tests."}
                {"update":"tool_call","id":"1","tool":"Bash","kind":"execute","input":"{\\"command\\":\\"make <test>\\"}"}
                {"update":"tool_result","id":"1","status":"failed","output":"2 <failures>"}
                {"update":"plan","steps":[{"content":"mend","status":"completed"},{"content":"push","status":"pending"}]}
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        server.ended(branch, job, 0, "{\"raw\":1}");

        for (String form : List.of("page", "part")) {
            String body = form.equals("page")
                    ? browser.get("/_/output/" + job).body()
                    : browser.http()
                            .send(
                                    browser.request("/_/output/" + job)
                                            .header("HX-Request", "true")
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            assertThat(body)
                    .as(form)
                    .contains(
                            "I &lt;i&gt;run&lt;/i&gt; the tests.",
                            "<code>$ make &lt;test&gt;</code>",
                            "2 &lt;failures&gt;")
                    .containsPattern("class=\"done\">mend")
                    .containsPattern("class=\"next\">push")
                    .doesNotContain("raw");
        }
        assertThat(browser.get("/_/output/" + job + "?text").body()).contains("$ make <test>");
        assertThat(browser.get("/_/output/" + job + "?terminal").body()).contains("{\"raw\":1}");
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
        server.turn(server.branch(tea, "broken", "x"));
        HttpResponse<String> page;
        try (Connection past = server.test.connect();
                Statement sql = past.createStatement()) {
            sql.execute("ALTER TABLE fossil RENAME TO fossil_elsewhere");
            page = browser.get("/tea/pot/branches/broken");
            sql.execute("ALTER TABLE fossil_elsewhere RENAME TO fossil");
        }

        assertThat(page.statusCode()).isEqualTo(500);
        assertThat(page.body()).containsPattern("reference [0-9a-f]{12}").doesNotContain("Exception");
    }
}
