package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.cook.app.Chromium.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People comment in a browser on what a branch changes, and its agent answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserReviewTest {
    private static final List<String> FORMS =
            List.of("comment", "rewrite", "delete", "send", "publish", "resolve", "reopen");

    /** Reviews for a gate, and does not like cold tea. */
    private static final String CRITIC = """
            #!/bin/sh
            cd "$COOK_CHECKOUT"
            if grep -q cold brew.py; then
                cook verdict fail "all of it is cold" --file brew.py
                cook verdict fail "this <b>is</b> cold" --file brew.py --line 2
            else
                cook verdict pass "hot"
            fi
            """;

    private BrowserServer cook;
    private Person ada;
    private Path work;

    @BeforeAll
    void open() throws Exception {
        cook = BrowserServer.open(Map.of("brewer", Brewer.AGENT, "critic", CRITIC));
        ada = cook.ada();
        work = Brewer.repository(ada, "tea");
    }

    @AfterAll
    void close() throws Exception {
        if (cook != null) {
            cook.close();
        }
    }

    /** A branch of a person, without an agent. */
    private void push(String branch) throws Exception {
        ada.git(work, "checkout", "-q", "-B", branch, "main").ok();
        ada.commit(work, "brew.py", Brewer.COLD);
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/" + branch).ok();
    }

    private static String changes(String branch, String diff) {
        return "/tea/branches/" + branch + "?diff=" + diff;
    }

    private static Locator line(Tab tab, int number) {
        return tab.page()
                .locator(".file[aria-label='brew.py'] td.n")
                .getByText(Integer.toString(number))
                .last();
    }

    private static void write(Tab tab, String text) {
        tab.page().locator("form.comment textarea").fill(text);
        tab.press("Add draft");
        tab.page().locator(".remark .words").getByText(text).waitFor();
    }

    @Test
    void twoLinesAreCommentedSentAsOneMessageAndAnsweredByTheSecondPush() throws Exception {
        Brewer.start(ada, work, "fix");
        try (Tab tab = cook.tab(ada, Window.DESK)) {
            tab.open(changes("fix", "unified"));
            line(tab, 2).click();
            write(tab, "use hot water");
            line(tab, 1).click();
            line(tab, 2).click();
            assertThat(tab.page().locator("td.meant").allInnerTexts()).containsExactly("1", "2");
            write(tab, "for two");
            assertThat(tab.isTheSamePage()).isTrue();
            assertThat(tab.page().locator("tr.said .remark").count()).isEqualTo(2);
            assertThat(tab.text()).contains("lines 1 to 2");
            tab.press("Send 2 comments to the agent");
            tab.until("Comments: 2 open");
            assertThat(tab.button("Send 2 comments to the agent").count()).isZero();

            ada.until(
                    () -> ada.ssh("branch", "comments", "tea", "fix").ok().out().contains("outdated"));
            assertThat(ada.ssh("session", "log", Brewer.session(ada, "fix"), "--turn", "2")
                            .ok()
                            .out())
                    .contains("2 review comments on your change", "  2 |     return cold(water)\nuse hot water");
            tab.open(changes("fix", "split"));
            tab.until("return hot(water, cups=2)");
            assertThat(tab.page().locator(".remark .quote").first().innerText()).contains("return cold(water)");
            tab.page().getByLabel("Comment 1 by admin").getByText("Resolve").click();
            tab.until("Comments: 1 open, 1 resolved");
            assertThat(ada.ssh("branch", "show", "tea", "fix").ok().out())
                    .contains("admin resolved comment 1 on brew.py:2");
            tab.page().locator(".remark.good summary").first().click();
            tab.press("Reopen");
            tab.until("Comments: 2 open");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void onAPhoneInASplitViewADraftIsChangedAndDeleted() throws Exception {
        push("phone");
        try (Tab tab = cook.tab(ada, Window.PHONE)) {
            tab.open(changes("phone", "split"));
            tab.page().locator("table.split td.n").getByText("2").first().click();
            assertThat(tab.page().locator("form.comment select").inputValue()).isEqualTo("old");
            write(tab, "pass what?");
            assertThat(tab.page().locator("#review-bar").innerText()).contains("No agent works on the branch");
            tab.page().getByText("Edit").click();
            tab.page().locator(".edit textarea").fill("pass the pot?");
            tab.press("Save");
            tab.page().locator(".remark .words").getByText("pass the pot?").waitFor();
            Usability.hasAFrame(tab.page());
            Usability.doesNotScrollSideways(tab.page());
            Usability.isReadable(tab.page());
            tab.press("Delete");
            tab.page().locator(".remark").waitFor(Tab.detached());
            line(tab, 3).click();
            tab.page().keyboard().press("Escape");
            assertThat(tab.page().locator("tr.writing").count()).isZero();
            assertThat(ada.ssh("branch", "comments", "tea", "phone").ok().out()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void byKeyboardAloneALineIsCommentedAndPublished() throws Exception {
        push("keys");
        try (Tab tab = cook.tab(ada, Window.DESK_AT_NIGHT)) {
            tab.open(changes("keys", "unified"));
            reach(tab, "summary", "Comment on lines");
            tab.page().keyboard().press("Enter");
            tab.page().keyboard().press("Tab");
            tab.page().keyboard().type("9");
            reach(tab, "textarea", "");
            tab.page().keyboard().type("nowhere");
            tab.page().keyboard().press("Control+Enter");
            tab.until("has no text in brew.py:9");
            assertThat(tab.page().locator("form.comment textarea").inputValue()).isEqualTo("nowhere");
            tab.page().keyboard().press("Shift+Tab");
            tab.page().keyboard().press("Shift+Tab");
            tab.page().keyboard().press("Shift+Tab");
            tab.page().keyboard().type("2");
            reach(tab, "button", "Add draft");
            tab.page().keyboard().press("Enter");
            tab.page().locator(".remark:focus").waitFor();
            reach(tab, "button", "Publish 1 comment");
            tab.page().keyboard().press("Enter");
            tab.until("Comments: 1 open");
            Usability.isReadable(tab.page());
            Usability.isUsableByKeyboard(tab.page());
            assertThat(tab.complaintsOfThePage()).isEmpty();
        }
    }

    /** Goes on with Tab until something has the focus. */
    private static void reach(Tab tab, String element, String text) {
        for (int i = 0; i < 40; i++) {
            tab.page().keyboard().press("Tab");
            if (tab.page()
                    .evaluate(
                            "([element, text]) => document.activeElement.matches(element)"
                                    + " && document.activeElement.innerText.includes(text)",
                            List.of(element, text))
                    .equals(true)) {
                return;
            }
        }
        throw new AssertionError("Tab does not reach " + element + " " + text);
    }

    @Test
    void withoutAScriptAFormOfThePageIsEnough() throws Exception {
        push("plain");
        try (Tab tab = Tab.open(
                        cook.chromium()
                                .browser()
                                .newContext(new Browser.NewContextOptions()
                                        .setBaseURL(cook.cook().server().httpUrl())
                                        .setJavaScriptEnabled(false)),
                        cook.cook().server().httpUrl())
                .signIn(ada)) {
            tab.page().navigate(changes("plain", "unified"));
            tab.page().getByText("Comment on lines").click();
            tab.page()
                    .getByLabel("Line", new Page.GetByLabelOptions().setExact(true))
                    .fill("1");
            tab.page().locator("form.comment [name=last]").fill("2");
            tab.page().locator("form.comment textarea").fill("why two?\nsecond line");
            tab.press("Add draft");
            tab.page().locator(".remark .words").getByText("why two?").waitFor();
            assertThat(tab.page().locator("tr.said .remark").innerText()).contains("lines 1 to 2", "second line");
            tab.press("Publish 1 comment");
            tab.until("Comments: 1 open");
            tab.press("Resolve");
            tab.until("Comments: 0 open, 1 resolved");
            tab.page().getByText("Comment on lines").click();
            tab.page()
                    .getByLabel("Line", new Page.GetByLabelOptions().setExact(true))
                    .fill("99");
            tab.page().locator("form.comment textarea").fill("x");
            tab.press("Add draft");
            tab.until("has no text in brew.py:99");
        }
    }

    @Test
    void sinceTheLastLookOnlyWhatThePersonHasNotReviewedIsShown() throws Exception {
        push("seen");
        try (Tab tab = cook.tab(ada, Window.PHONE)) {
            tab.open(changes("seen", "unified"));
            tab.press("Mark as reviewed");
            tab.until("as reviewed just now");
            assertThat(tab.button("Mark as reviewed").count()).isZero();
            ada.git(work, "checkout", "-q", "main").ok();
            ada.commit(work, "file", "main went on\n");
            ada.git(work, "push", "-q", ada.url("tea"), "main").ok();
            ada.git(work, "checkout", "-q", "seen").ok();
            ada.git(work, "rebase", "-q", "main").ok();
            ada.commit(work, "pot", "new\n");
            ada.git(work, "push", "-q", "-f", ada.url("tea"), "HEAD:refs/heads/seen")
                    .ok();

            tab.open(changes("seen", "unified"));
            tab.until("2 files");
            tab.page().getByText("Since your last look").click();
            tab.until("what only came from main is left out");
            assertThat(tab.page().locator(".file").count()).isEqualTo(1);
            assertThat(tab.page().locator(".file").getAttribute("aria-label")).isEqualTo("pot");
            tab.page().locator("td.n").getByText("1").click();
            assertThat(tab.page().locator("form.comment option").allInnerTexts())
                    .containsExactly("new file");
            write(tab, "why a pot?");
            Usability.doesNotScrollSideways(tab.page());
            tab.page().getByText("Show all changes").click();
            tab.until("2 files");
            tab.press("Mark as reviewed");
            tab.until("as reviewed just now");
            assertThat(tab.complaints()).isEmpty();
        }
        Person bob = cook.cook().newcomer("zoe");
        ada.ssh("repo", "role", "tea", "zoe", "read").ok();
        try (Tab tab = cook.tab(bob, Window.DESK)) {
            tab.open(changes("seen", "unified") + "&since");
            tab.until("2 files");
            assertThat(tab.text()).as("a look is its owner's").doesNotContain("your last look");
        }
    }

    @Test
    void whatAReviewGateFoundStandsAtItsLineAndIsSettledLikeAComment() throws Exception {
        GatedRepo judged = GatedRepo.of(ada, "judged", """
                [[gates]]
                name = "taste"
                kind = "agent_review"
                agent = "critic"
                prompt = "Is the tea hot?"
                """);
        judged.propose("cold", "brew.py", Brewer.COLD);
        judged.awaitRuns("cold", "taste 1 failed");
        String listed = ada.ssh("branch", "comments", "judged", "cold").ok().out();
        assertThat(listed)
                .containsPattern("\\d+\\.1  brew.py  open  gate taste")
                .containsPattern("\\d+\\.2  brew.py:2  open  gate taste")
                .contains("    >     return cold(water)\n    this <b>is</b> cold");
        try (Tab tab = cook.tab(ada, Window.DESK)) {
            tab.open("/judged/branches/cold?diff=unified");
            tab.until("Comments: 2 open");
            Locator finding = tab.page().locator("tr.said .remark");
            assertThat(finding.innerText()).contains("gate taste", "open", "this <b>is</b> cold");
            assertThat(tab.page().locator(".file > .remark").innerText()).contains("all of it is cold");
            finding.getByText("Resolve").click();
            tab.until("Comments: 1 open, 1 resolved");
            assertThat(tab.isTheSamePage()).isTrue();
            assertThat(ada.ssh("branch", "show", "judged", "cold").ok().out())
                    .containsPattern("admin resolved comment \\d+\\.2 on brew.py:2");
            tab.page().locator("tr.said .remark summary").click();
            tab.press("Reopen");
            tab.until("Comments: 2 open");

            ada.commit(judged.work(), "brew.py", Brewer.COLD.replace("cold", "hot"));
            judged.push("cold");
            judged.await("cold", "landed on main");
            tab.open("/judged/branches/cold?diff=unified");
            tab.until("Comments: 0 open, 2 resolved");
            assertThat(tab.page().locator(".remark").first().innerText()).contains("reviewed again since");
            assertThat(tab.button("Reopen").count()).isZero();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void whateverIsWrittenIsTextAndNothingElse() throws Exception {
        ada.git(work, "checkout", "-q", "-B", "hostile", "main").ok();
        String name = "a'\"><b>.py";
        Files.writeString(work.resolve(name), SampleWork.HTML + "\n\u202ereversed\n");
        ada.git(work, "add", "-A").ok();
        ada.git(work, "commit", "-q", "-m", "Fool").ok();
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/hostile").ok();
        try (Tab tab = cook.tab(ada, Window.DESK)) {
            tab.open(changes("hostile", "unified"));
            tab.page().locator("td.n").getByText("2").click();
            tab.page().locator("form.comment textarea").fill(SampleWork.HTML + "\n\u202eback\u0000 `x`");
            tab.press("Add draft");
            tab.page().locator(".remark .words").waitFor();
            tab.press("Publish 1 comment");
            tab.until("Comments: 1 open");
            assertThat(tab.page().locator(".words").innerText()).contains(SampleWork.HTML, "\uFFFDback\uFFFD `x`");
            assertThat(tab.page()
                            .locator("main script:not([src]), main img[src=x]")
                            .count())
                    .isZero();
            ada.commit(work, name, "other\n");
            ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/hostile")
                    .ok();
            tab.open(changes("hostile", "unified"));
            assertThat(tab.page().locator(".remark .quote").innerText()).contains("\uFFFDreversed");
            tab.open("/tea/branches/hostile");
            tab.until("commented on " + name + ":2");
            assertThat(tab.text()).doesNotContain("\u202e");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void nobodyIsOfferedWhatIsRefusedAndNoFormLeadsElsewhere() throws Exception {
        push("others");
        ada.commit(work, "file", "none of the branch's\n");
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/others").ok();
        String others = ada.tip(work, "HEAD");
        push("asks");
        ada.ssh("branch", "comment", "tea", "asks", "brew.py:2", "a draft").ok();
        Person bob = cook.cook().newcomer("bob");
        ada.ssh("repo", "role", "tea", "bob", "read").ok();
        String branch;
        try (Tab tab = cook.tab(bob, Window.DESK)) {
            tab.open("/tea/branches/asks");
            branch = tab.page().getByText("Changes").getAttribute("href").replaceAll(".*life=(\\d+).*", "$1");
            tab.open(changes("asks", "unified"));
            assertThat(tab.page()
                            .locator("main form[action*='review/comment'], main .remark")
                            .count())
                    .isZero();
            line(tab, 2).click();
            assertThat(tab.page().locator("tr.writing").count()).isZero();
            for (String word : FORMS) {
                assertThat(post(tab, branch, word)).as(word).isEqualTo(403);
            }
        }
        Person eve = cook.cook().newcomer("eve");
        try (Tab tab = cook.tab(eve, Window.DESK)) {
            tab.open("/");
            for (String word : FORMS) {
                assertThat(post(tab, branch, word)).as(word).isEqualTo(404);
            }
        }
        ada.ssh("repo", "role", "tea", "bob", "write").ok();
        try (Tab tab = cook.tab(bob, Window.DESK)) {
            tab.open("/");
            for (String word : List.of("rewrite", "delete", "resolve")) {
                assertThat(post(tab, branch, word)).as(word).isEqualTo(409);
            }
            String main = ada.tip(work, "main");
            assertThat(tab.post(
                            "/_/branches/" + branch + "/review/comment",
                            Map.of("new", others, "after", "file", "first", "1", "text", "x")))
                    .as("no commit of the branch")
                    .isEqualTo(409);
            String to = (String) tab.page()
                    .evaluate(
                            "([path, fields]) => fetch(path, { method: 'POST', body: new URLSearchParams(fields) })"
                                    + ".then(answer => answer.url)",
                            List.of(
                                    "/_/branches/" + branch + "/review/comment",
                                    Map.of(
                                            "old",
                                            main,
                                            "before",
                                            "brew.py",
                                            "side",
                                            "old",
                                            "first",
                                            "1",
                                            "text",
                                            "x",
                                            "view",
                                            "diff=unified#//evil.example/?",
                                            "file",
                                            "0&x")));
            assertThat(to).endsWith("/tea/branches/asks?life=" + branch + "&diff=unified");
        }
        assertThat(ada.ssh("branch", "comments", "tea", "asks").ok().out()).contains("1  brew.py:2  draft  admin");
    }

    private static int post(Tab tab, String branch, String word) {
        Map<String, String> fields = new HashMap<>(Map.of("text", "x", "comment", "1"));
        return tab.post("/_/branches/" + branch + "/review/" + word, fields);
    }
}
