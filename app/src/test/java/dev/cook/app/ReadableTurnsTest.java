package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people see of an agent that reports in lines of JSON: its words, live and afterwards, and nothing to type into. */
class ReadableTurnsTest {
    /** Says something, then waits until the branch go is pushed. */
    private static final String REPORTER = """
            #!/bin/sh
            say() { printf '{"type":"assistant","message":{"id":"%s","content":[%s]}}\\n' "$1" "$2"; }
            echo '{"type":"system","subtype":"init","model":"claude-test"}'
            say m1 '{"type":"text","text":"I look around."}'
            say m2 '{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"make test"}}'
            until git ls-remote --exit-code origin refs/heads/go >/dev/null 2>&1; do sleep 0.3; done
            say m3 '{"type":"text","text":"That is all."}'
            """;

    @Test
    void theWordsOfAnAgentAreReadWhileItWorksAndOverItsTurns() throws Exception {
        try (TestServer cook = TestServer.start(
                        Map.of("reporter", REPORTER), Map.of("reporter", "format = \"claude\"\n"), Map.of());
                Chromium chromium = Chromium.open()) {
            Person ada = cook.admin();
            Path work = ada.repository("thing");
            ada.git(work, "push", "-q", ada.url("thing"), "main").ok();
            ada.commit(work, "file", "fix\n");
            ada.git(
                            work,
                            "push",
                            "-q",
                            ada.url("thing"),
                            "HEAD:refs/heads/fix",
                            "-o",
                            "agent=reporter",
                            "-o",
                            "prompt=work")
                    .ok();
            ada.until(() -> ada.ssh("session", "log", "1").said(), log -> log.contains("I look around."));
            assertThat(ada.ssh("session", "log", "1").ok().out())
                    .contains("$ make test")
                    .doesNotContain("\"type\"");

            try (Tab tab =
                    chromium.tab(cook.server().httpUrl(), Chromium.Window.DESK).signIn(ada)) {
                tab.open("/thing/branches/fix");
                tab.until("I look around.").until("$ make test");
                assertThat(tab.text()).doesNotContain("\"type\"").contains("session say 1");
                assertThat(tab.page()
                                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Open terminal"))
                                .count())
                        .isZero();
            }

            Ended typed = ada.ssh("session", "say", "1", "--type", "hello");
            assertThat(typed.status()).isEqualTo(4);
            assertThat(typed.err()).contains("does not read its terminal");
            try (Screen screen = Screen.of(ada, 120, 40)) {
                screen.type(ada.terminalCommand() + "attach fix --write; echo status $?");
                screen.shows("reporter does not read its terminal");
                screen.shows("status 4");
                screen.type("clear; " + ada.terminalCommand() + "attach fix; echo left: $?");
                screen.shows("I look around.");
                ada.git(work, "push", "-q", ada.url("thing"), "HEAD:refs/heads/go")
                        .ok();
                screen.shows("That is all.");
                ada.ssh("session", "say", "1", "once more").ok();
                screen.shows("== turn 2 ==");
                assertThat(screen.text()).doesNotContain("\"type\"");
                screen.keys("C-c");
                screen.shows("left: 0");
                screen.isSane();
            }
            ada.until(() -> ada.ssh("session", "show", "1").said(), shown -> shown.contains("turn 2 ended"));
            assertThat(ada.ssh("session", "log", "1", "--turn", "1").ok().out())
                    .isEqualTo("I look around.\n\n$ make test\n\nThat is all.\n");
            assertThat(ada.ssh("session", "log", "1", "--turn", "1", "--terminal")
                            .ok()
                            .out())
                    .contains("\"type\":\"assistant\"");
        }
    }
}
