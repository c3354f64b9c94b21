package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever asks for an agent that is not installed reads so at once, and not in the log of a turn that failed. */
class MissingAgentTest {
    @Test
    void aPushIsToldOfAnAgentThatIsNotInstalled() throws Exception {
        try (TestServer cook = TestServer.start(Map.of(), """

                [agents.ghost]
                command = ["cook-no-such-agent", "{prompt_file}"]
                """)) {
            Person ada = cook.admin();
            Path work = ada.repository("thing");
            ada.git(work, "push", "-q", ada.url("thing"), "main").ok();

            Ended ghost = push(ada, work, "ghost");
            Ended demo = push(ada, work, "demo");

            assertThat(ghost.err())
                    .contains("remote: warning: the environment local has no agent ghost: there is no program"
                            + " cook-no-such-agent in /usr/local/sbin:")
                    .contains("docs/agents.md says how to set up an agent");
            assertThat(demo.err()).doesNotContain("warning");
            ada.until(() -> ada.ssh("branch", "show", "thing", "ghost").out().contains("exit status 127"));
        }
    }

    private static Ended push(Person ada, Path work, String agent) throws Exception {
        return ada.git(
                        work,
                        "push",
                        ada.url("thing"),
                        "HEAD:refs/heads/" + agent,
                        "-o",
                        "agent=" + agent,
                        "-o",
                        "prompt=mend it")
                .ok();
    }
}
