package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.cook.app.Chromium.Window;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Starting an agent in a browser alone: as a push would, once, and only for those who may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserStartTest {
    private static final String FORM = "/_/new?repo=tea";

    /** Works until its session ends. */
    private static final String BREWER = "#!/bin/sh\necho brewing\nexec tail -f /dev/null\n";

    /** Needs quotes in a shell, and does something in a page that takes it for more than text. */
    private static final String PROMPT = "don't \"spill\" $HOME `id` " + SampleWork.HTML;

    private Chromium chromium;
    private TestServer cook;
    private Person ada;
    private Path work;

    @BeforeAll
    void open() throws Exception {
        chromium = Chromium.open();
        cook = TestServer.start(Map.of("brewer", BREWER));
        ada = cook.admin();
        work = ada.repository("tea");
        ada.git(work, "push", "-q", ada.url("tea"), "main").ok();
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

    private Tab tab(Person person) throws Exception {
        return chromium.tab(cook.server().httpUrl(), Window.PHONE).signIn(person);
    }

    private static void press(Tab tab, String name) {
        tab.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static Locator field(Tab tab, String name) {
        return tab.page().locator("#start [name='" + name + "']");
    }

    private String shown(String branch) throws Exception {
        return ada.ssh("branch", "show", "tea", branch).ok().out();
    }

    @Test
    void anAgentIsStartedWithTheKeyboardAloneAndItsPageOpens() throws Exception {
        try (Tab tab = tab(ada)) {
            tab.open(FORM);
            // The prompt has the focus; after it come the agent, the base and the name.
            tab.page().keyboard().type("Boil the water");
            tab.page().keyboard().press("Tab");
            tab.page().keyboard().type("brewer");
            tab.page().keyboard().press("Tab");
            tab.page().keyboard().press("Tab");
            tab.page().keyboard().type("boil");
            tab.page().keyboard().press("Enter");

            tab.until("Started by");
            assertThat(tab.page().url()).contains("/tea/branches/boil?life=");
            assertThat(tab.text()).contains("Boil the water", "Started by");
            assertThat(tab.complaints()).isEmpty();
        }
        assertThat(shown("boil")).contains("brewer").contains("Boil the water");
    }

    @Test
    void theCommandsFollowWhatIsTypedAndDoTheSame() throws Exception {
        try (Tab tab = tab(ada)) {
            tab.open(FORM);
            field(tab, "prompt").fill(PROMPT);
            field(tab, "agent").selectOption("brewer");
            field(tab, "name").fill("by-command");
            field(tab, "budget").fill("$5");
            field(tab, "max-time").fill("30m");
            tab.until("max-time=30m");
            tab.until("FETCH_HEAD:refs/heads/by-command");

            String commands = tab.page().locator("#commands pre").innerText();
            assertThat(tab.isTheSamePage()).isTrue();
            ada.shell(work, commands).ok();

            field(tab, "name").fill("by-form");
            press(tab, "Start");
            tab.until("Started by");
            assertThat(tab.text()).contains(PROMPT);
            assertThat(tab.complaints()).isEmpty();
        }
        assertThat(asked("by-form"))
                .isEqualTo(asked("by-command"))
                .contains(PROMPT)
                .endsWith("|5|1800");
    }

    /** What a branch is to do, and what its agent may use. */
    private String asked(String branch) throws SQLException {
        try (Connection connection = cook.database().connect();
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT concat_ws('|', b.agent, b.prompt, b.environment, b.landing, b.target, encode(b.started_from, 'hex'),
                                         b.started_by, s.budget_usd, s.max_seconds)
                        FROM branch b JOIN session s USING (branch_id) WHERE b.name = ?
                        """)) {
            statement.setString(1, branch);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).as(branch).isTrue();
                return rows.getString(1);
            }
        }
    }

    @Test
    void aFormThatIsSentTwiceStartsOneAgent() throws Exception {
        try (Tab tab = tab(ada)) {
            tab.open(FORM);
            Object led = tab.page().evaluate("""
                    () => {
                      const form = document.getElementById("start");
                      form.prompt.value = "Warm the pot";
                      form.agent.value = "brewer";
                      const send = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
                      return Promise.all([send(), send(), send()]).then((answers) => answers.map((answer) => answer.url));
                    }
                    """);
            assertThat((List<?>) led).hasSize(3).allMatch(url -> url.toString()
                    .contains("/tea/branches/warm-the-pot-"));
            assertThat(((List<?>) led).stream().distinct()).hasSize(1);
        }
        assertThat(ada.ssh("branch", "list", "tea").ok().out().lines().filter(line -> line.contains("warm-the-pot")))
                .hasSize(1);
    }

    @Test
    void whatIsWrongIsNamedAtItsFieldAndNothingIsLost() throws Exception {
        try (Tab tab = tab(ada)) {
            tab.open(FORM);
            field(tab, "prompt").fill(PROMPT);
            field(tab, "agent").selectOption("brewer");
            field(tab, "base").fill("no-such-branch");
            press(tab, "Start");
            tab.until("tea has no branch no-such-branch");
            assertThat(field(tab, "base").evaluate("each => document.activeElement === each"))
                    .as("who sees what is wrong is where it is mended")
                    .isEqualTo(true);

            field(tab, "base").fill("main");
            field(tab, "budget").fill("a lot");
            field(tab, "name").fill("a..b");
            press(tab, "Start");
            tab.until("A branch cannot have this name");
            field(tab, "name").fill("tidy");
            press(tab, "Start");
            tab.until("Budget must be an amount such as 5usd");
            assertThat(field(tab, "prompt").inputValue()).isEqualTo(PROMPT);

            field(tab, "budget").fill("");
            field(tab, "name").fill("main");
            press(tab, "Start");
            tab.until("main already exists");
            Usability.hasAFrame(tab.page());
            Usability.isReadable(tab.page());
            Usability.doesNotScrollSideways(tab.page());
            assertThat(tab.complaintsOfThePage()).isEmpty();
        }
        assertThat(ada.ssh("branch", "list", "tea").ok().out()).doesNotContain("tidy");
    }

    @Test
    void nobodyIsOfferedWhatTheyMayNotDoAndItIsRefusedAllTheSame() throws Exception {
        Person bob = cook.newcomer("bob");
        try (Tab tab = tab(bob)) {
            assertThat(tab.open(FORM)).as("a repository that bob may not see").isEqualTo(404);
            ada.ssh("repo", "role", "tea", "bob", "read").ok();
            assertThat(tab.open(FORM)).isEqualTo(403);
            assertThat(tab.text()).contains("needs the write role");
            ada.ssh("repo", "role", "tea", "bob", "write").ok();
            assertThat(tab.open(FORM)).isEqualTo(200);
            assertThat(field(tab, "land").locator("option[value=auto]").count()).isZero();
            assertThat(status(tab, "auto", "brewer")).isEqualTo(422);
            assertThat(status(tab, "ask", "moon")).isEqualTo(422);
            ada.ssh("repo", "role", "tea", "bob", "read").ok();
            assertThat(status(tab, "ask", "brewer")).isEqualTo(403);
        }
        try (Tab tab = tab(ada)) {
            tab.open(FORM);
            assertThat(field(tab, "land").locator("option[value=auto]").count()).isEqualTo(1);
        }
        assertThat(ada.ssh("branch", "list", "tea").ok().out()).doesNotContain("by-bob");
    }

    private static int status(Tab tab, String land, String agent) {
        return (int) tab.page()
                .evaluate(
                        "values => fetch('/_/new', { method: 'POST', body: new URLSearchParams(values) })"
                                + ".then(answer => answer.status)",
                        Map.of(
                                "repo", "tea", "prompt", "x", "agent", agent, "base", "main", "name", "by-bob", "land",
                                land, "target", "main"));
    }

    @Test
    void itWorksWithoutScripts() throws Exception {
        Tab tab = Tab.open(
                chromium.browser()
                        .newContext(new Browser.NewContextOptions()
                                .setBaseURL(cook.server().httpUrl())
                                .setJavaScriptEnabled(false)),
                cook.server().httpUrl());
        try (tab) {
            tab.signIn(ada);
            tab.page().navigate(FORM);
            field(tab, "prompt").fill("two\nlines");
            field(tab, "agent").selectOption("brewer");
            press(tab, "Show the commands for this form");
            tab.until("prompt=two lines");
            tab.until("Git sends no option with several lines");
            field(tab, "name").fill("plain");
            press(tab, "Start");
            tab.until("two\nlines");
            assertThat(tab.page().url()).contains("/tea/branches/plain?life=");
        }
    }
}
