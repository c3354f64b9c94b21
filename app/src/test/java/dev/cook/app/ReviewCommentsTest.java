package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People comment on a change by commands, and its agent answers with a push. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewCommentsTest {
    private TestServer cook;
    private Person ada;
    private Person bob;
    private Path work;

    @BeforeAll
    void start() throws Exception {
        cook = TestServer.start(Map.of("brewer", Brewer.AGENT));
        ada = cook.admin();
        bob = cook.newcomer("bob");
        work = Brewer.repository(ada, "tea");
        ada.ssh("repo", "role", "tea", "bob", "write").ok();
    }

    @AfterAll
    void close() throws Exception {
        cook.close();
    }

    private String comments(Person person, String branch, String... more) throws Exception {
        return person.ssh(Stream.concat(Stream.of("branch", "comments", "tea", branch), Stream.of(more))
                        .toArray(String[]::new))
                .ok()
                .out();
    }

    @Test
    void twoCommentsAreOneMessageAndTheNextPushAnswersThem() throws Exception {
        Brewer.start(ada, work, "fix");
        assertThat(ada.ssh("branch", "comment", "tea", "fix", "brew.py:2", "use hot water")
                        .ok()
                        .out())
                .contains("comment 1 is a draft on brew.py:2");
        ada.ssh("branch", "comment", "tea", "fix", "brew.py:1-3", "for two").ok();
        ada.ssh("branch", "comment", "tea", "fix", "--edit", "2", "for two cups")
                .ok();
        ada.ssh("branch", "comment", "tea", "fix", "brew.py:3", "not this").ok();
        ada.ssh("branch", "comment", "tea", "fix", "--delete", "3").ok();
        assertThat(comments(bob, "fix")).as("drafts are the author's").isEmpty();

        assertThat(ada.ssh("branch", "send", "tea", "fix").ok().out()).contains("2 comments sent to the agent");

        ada.until(() -> comments(ada, "fix").contains("outdated"));
        assertThat(comments(bob, "fix"))
                .contains(
                        "1  brew.py:2  open, outdated  admin",
                        "    >     return cold(water)\n    use hot water",
                        "2  brew.py:1-3  open, outdated");
        String told = ada.ssh("session", "log", Brewer.session(ada, "fix"), "--turn", "2")
                .ok()
                .out();
        assertThat(told)
                .contains(
                        "2 review comments on your change",
                        "Comment 1: brew.py, line 2 at commit",
                        "  2 |     return cold(water)",
                        "Comment 2: brew.py, lines 1 to 3",
                        "for two cups")
                .doesNotContain("not this");
        assertThat(ada.ssh("branch", "resolve", "tea", "fix", "1").ok().out()).contains("comment 1 is resolved");
        assertThat(comments(ada, "fix")).doesNotContain("use hot water");
        assertThat(comments(ada, "fix", "--all")).contains("resolved by admin");
        ada.ssh("branch", "resolve", "tea", "fix", "1", "--reopen").ok();
        assertThat(ada.ssh("branch", "show", "tea", "fix").ok().out())
                .contains(
                        "admin commented on brew.py:2 (comment 1): use hot water",
                        "admin resolved comment 1 on brew.py:2",
                        "admin reopened comment 1 on brew.py:2");
        assertThat(comments(ada, "fix", "--json"))
                .contains("\"writtenFor\" : \"brew.py:2\"", "\"state\" : \"open\"", "\"outdated\" : true");
        ada.ssh("branch", "abandon", "tea", "fix").ok();
        ada.until(() -> ada.ssh("fossil", "list", "tea").ok().out().contains("fix"));
        assertThat(ada.ssh("fossil", "show", "tea", "1", "--file", "fossil.json")
                        .ok()
                        .out())
                .contains("\"comments\"", "use hot water", "return cold(water)");
        assertThat(ada.ssh("branch", "resolve", "tea", "fix", "1").err()).contains("is abandoned");
    }

    @Test
    void aCommentIsAtItsLineAfterAPushThatLeftItAlone() throws Exception {
        ada.git(work, "checkout", "-q", "-B", "stays", "main").ok();
        ada.commit(work, "brew.py", Brewer.COLD);
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/stays").ok();
        bob.ssh("branch", "comment", "tea", "stays", "brew.py:2", "cold?", "--send")
                .ok();
        ada.commit(work, "brew.py", "import tea\n\n" + Brewer.COLD);
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/stays").ok();

        assertThat(comments(ada, "stays")).contains("1  brew.py:4  open  bob");
        assertThat(ada.ssh("event", "tail", "--repo", "tea", "--limit", "1000")
                        .ok()
                        .out())
                .as("no agent works there, so nobody has a hand in it")
                .contains("bob commented on brew.py:2")
                .doesNotContain("bob is working on the branch by hand");
    }

    @Test
    void whatIsNoPlaceNoTextOrNotOnesOwnIsRefusedInWords() throws Exception {
        ada.git(work, "checkout", "-q", "-B", "wrong", "main").ok();
        ada.commit(work, "brew.py", Brewer.COLD);
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/wrong").ok();
        assertThat(ada.ssh("branch", "comment", "tea", "wrong", "brew.py:9", "x")
                        .err())
                .contains("has no text in brew.py:9");
        assertThat(ada.ssh("branch", "comment", "tea", "wrong", "brew.py", "x").err())
                .contains("FILE:LINE");
        assertThat(ada.ssh("branch", "comment", "tea", "wrong", "brew.py:2").err())
                .contains("the comment has no text");
        assertThat(ada.ssh("branch", "comment", "tea", "wrong", "brew.py:2", "x".repeat(4_001))
                        .err())
                .contains("longer than 4000 characters (4001)");
        assertThat(ada.ssh("branch", "send", "tea", "wrong").err()).contains("you have no drafts");
        assertThat(ada.ssh("branch", "resolve", "tea", "wrong", "7").err()).contains("has no comment 7");
        ada.ssh("branch", "comment", "tea", "wrong", "brew.py:2", "mine").ok();
        for (List<String> words : List.of(
                List.of("branch", "comment", "tea", "wrong", "--edit", "1", "theirs"),
                List.of("branch", "comment", "tea", "wrong", "--delete", "1"),
                List.of("branch", "resolve", "tea", "wrong", "1"))) {
            Ended refused = bob.ssh(words.toArray(String[]::new));
            assertThat(refused.status()).as("%s", words).isEqualTo(4);
            assertThat(refused.err()).contains("has no comment 1");
        }
        Person eve = cook.newcomer("eve");
        ada.ssh("repo", "role", "tea", "eve", "read").ok();
        assertThat(eve.ssh("branch", "comment", "tea", "wrong", "brew.py:2", "x")
                        .err())
                .contains("needs the write role");
        assertThat(comments(eve, "wrong")).isEmpty();
        assertThat(comments(ada, "wrong")).contains("1  brew.py:2  draft  admin");
    }
}
