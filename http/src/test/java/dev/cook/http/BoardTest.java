package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Branch;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Store;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The board is about whoever looks, and costs the same however many branches there are. */
class BoardTest {
    /** Of the lists on the board, with what there is to say of their lines, and of whoever looks. */
    private static final int MOST_STATEMENTS = 30;

    private final HttpTestServer server = new HttpTestServer();
    private final Account ada = server.account("ada");
    private final Repo tea = server.repo("tea", ada);
    private final Browser browser = new Browser(server.port, server.cookie(ada));

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private static String part(String page, String from, String to) {
        return page.substring(page.indexOf("id=\"" + from + "\""), page.indexOf("id=\"" + to + "\""));
    }

    @Test
    void theNumberIsOfWhatWaitsForWhoeverLooksAndIsInTheTitle() throws Exception {
        Account bob = server.account("bob");
        server.grant(tea, bob, Role.WRITE);
        Browser his = new Browser(server.port, server.cookie(bob));
        assertThat(browser.get("/").body()).contains("<title>Overview · Cook</title>", "data-needs=\"\"");

        Branch asks = server.branch(tea, "asks", "brew");
        server.waits(asks, "claude asks: which pot?");
        server.tell(asks.id(), tea, new SessionFact.Asked(new SessionId(1), "which pot?"));
        server.waits(server.branch(tea, "fails", "brew"), "gate test failed");

        String hers = browser.get("/").body();
        assertThat(hers).contains("<title>(2) Overview · Cook</title>", "data-needs=\"2\"");
        assertThat(part(hers, "waiting", "running"))
                .containsSubsequence(" question<", "#say", "which pot?", "Answer", "fails", "See what happened")
                .doesNotContain("Waiting for others");
        String others = his.get("/").body();
        assertThat(others).contains("<title>Overview · Cook</title>");
        assertThat(part(others, "waiting", "running"))
                .containsSubsequence("Nothing needs your attention.", "Waiting for others", "asks", "fails");
    }

    @Test
    void listsAreFilteredSearchedAndPaged() throws Exception {
        Repo cup = server.repo("cup", ada);
        server.turn(server.branch(tea, "works", "boil water"));
        server.waits(server.branch(cup, "waits", "wash <b>up</b>"), "look");
        for (int i = 0; i < 52; i++) {
            Branch landed = server.branch(cup, "landed-" + i, "");
            server.lands(landed, server.candidate(landed));
        }

        assertThat(browser.get("/?repo=cup").body()).contains("waits").doesNotContain("boil water");
        assertThat(browser.get("/?repo=cup&show=running").body())
                .contains("Nothing is running", "Start an agent on a new branch")
                .doesNotContain("look</p>");
        assertThat(browser.get("/?q=wash").body())
                .contains("waits</a>", "Branches that match")
                .doesNotContain("boil water");
        assertThat(browser.get("/?q=%27%3B--").body()).contains("No branch has words");
        assertThat(browser.get("/?show=landed").body())
                .contains("landed-51", "landed-2<", "page=2")
                .doesNotContain("landed-1<");
        assertThat(browser.get("/?show=landed&page=2").body())
                .contains("landed-1<", "landed-0<", "Previous")
                .doesNotContain("page=3");
        Browser strange = new Browser(server.port, server.cookie(server.account("eve")));
        assertThat(strange.get("/?repo=cup&q=wash").body())
                .doesNotContain("wash &lt;b")
                .doesNotContain("waits</a>");
        for (String nonsense :
                new String[] {"/?page=-1", "/?page=99999999999", "/?show=x&repo=%00", "/?q=" + "x".repeat(5_000)}) {
            assertThat(browser.get(nonsense).statusCode()).as(nonsense).isEqualTo(200);
        }
    }

    @Test
    void itAsksTheSameOfTheDatabaseWhateverTheNumberOfBranches() throws Exception {
        many(20);
        long few = asked();
        many(2_000);
        long more = asked();

        assertThat(more).isEqualTo(few).isLessThan(MOST_STATEMENTS);
        assertThat(browser.get("/").body()).contains("<title>(1000+) Overview");
    }

    private void many(int branches) throws Exception {
        try (Connection connection = server.test.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO branch (repo_id, name, state, target, landing, agent, prompt, started_from, started_by,
                                        land_by, queue_rank, waits_for, queued_at, created_at, changed_at)
                    SELECT %d, 'many-%d-' || i, (ARRAY['active', 'queued'])[1 + i %% 2], 'main', 'ask', 'claude', 'do it',
                           decode(repeat('11', 20), 'hex'), 'ada', 'ada', i, CASE WHEN i %% 2 = 0 THEN 'look' END, now(), now(), now()
                    FROM generate_series(1, %d) i
                    """.formatted(tea.id().value(), branches, branches));
        }
    }

    private long asked() throws Exception {
        browser.get("/");
        Store.Asked before = server.store.asked();
        browser.get("/");
        return server.store.asked().statements() - before.statements();
    }
}
