package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people say to agents at work. */
class MessagesTest {
    private TestServer cook;
    private Chatting chatting;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        cook = TestServer.start(Map.of("chat", Chatting.AGENT));
        chatting = Chatting.with(cook);
        ada = cook.admin();
    }

    @AfterEach
    void stop() throws Exception {
        cook.close();
    }

    @Test
    void aMessageIsTheNextTurnAndATypedOneIsHeardAtOnce() throws Exception {
        String session = chatting.agentOn("fix");

        assertThat(ada.ssh("session", "say", session, "use", "the", "new", "parser")
                        .ok()
                        .out())
                .contains("will see the message after this turn");
        ada.ssh("session", "say", session, "--type", "bye").ok();

        chatting.awaitLog(session, "== turn 2 ==");
        chatting.awaitLog(session, "Message from admin about your work on the branch fix:");
        assertThat(chatting.log(session)).contains("use the new parser");
        assertThat(chatting.events())
                .containsSubsequence(
                        "session " + session + ": message from admin: use the new parser",
                        "session " + session + ": typed by admin: bye",
                        "turn 1 finished",
                        "chat started (turn 2)")
                .doesNotContain("ended without pushing anything");
        ada.ssh("session", "say", session, "--type", "bye").ok();
        ada.until(() -> chatting.events().contains("ended without pushing anything"));
    }

    @Test
    void aBranchThatWaitsForAPersonGoesOnWithAMessage() throws Exception {
        String session = chatting.agentOn("fix");
        ada.ssh("session", "say", session, "--type", "bye").ok();
        ada.until(() -> chatting.events().contains("needs attention"));
        Ended nobody = ada.ssh("session", "say", session, "--type", "anybody");
        assertThat(nobody.status()).isEqualTo(4);
        assertThat(nobody.err()).contains("has no running turn");

        ada.ssh("session", "say", session, "try", "again").ok();

        chatting.awaitLog(session, "== turn 2 ==");
        assertThat(chatting.events()).contains("resumed by admin");
        assertThat(ada.ssh("branch", "show", "fix").ok().out()).doesNotContainPattern("(?m)^waits");
        ada.ssh("session", "kill", session).ok();
        Ended late = ada.ssh("session", "say", session, "too", "late");
        assertThat(late.status()).isEqualTo(4);
        assertThat(late.err()).contains("session " + session + " is over", "-o agent=chat");
    }

    @Test
    void onlyWhoMayWriteIsHeard() throws Exception {
        String session = chatting.agentOn("fix");
        Person bob = cook.newcomer("bob");
        assertThat(bob.ssh("session", "say", session, "hello").status()).isEqualTo(3);
        ada.ssh("repo", "role", "thing", "bob", "read").ok();
        assertThat(bob.ssh("session", "say", session, "hello").status()).isEqualTo(1);
        assertThat(bob.ssh("session", "say", session, "--type", "hello").status())
                .isEqualTo(1);
        assertThat(chatting.events()).doesNotContain("hello");
    }
}
