package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A group that failed is split, and each part is asked first what the group failed. */
class FailedFirstTest {
    /** The one that fails is defined last, and there is one place for all of them. */
    private static final String GATES = """
            [[gates]]
            name = "always-fine"
            command = "true"

            [[gates]]
            name = "not-bad"
            command = "! test -e bad"

            [queue]
            batch = 2
            """;

    @Test
    void partsOfAGroupAreAskedFirstWhatTheGroupFailed() throws Exception {
        try (TestServer cook = TestServer.limited("gate_runs = 1\n")) {
            Person ada = cook.admin();
            Path work = ada.repository("parts");
            ada.commit(work, "cook.toml", GATES);
            ada.git(work, "push", "-q", ada.url("parts"), "main").ok();
            for (String name : List.of("bad", "good")) {
                ada.git(work, "checkout", "-q", "-b", name, "main").ok();
                ada.commit(work, name, name + "\n");
            }
            // In one push, so that they are one group from the start.
            ada.git(work, "push", "-q", "-o", "land=auto", ada.url("parts"), "bad", "good")
                    .ok();
            ada.until(() -> ada.ssh("branch", "show", "parts", "good")
                            .ok()
                            .said()
                            .contains("landed on main")
                    && ada.ssh("branch", "show", "parts", "bad").ok().said().contains("waits for"));

            List<String> started = ada.ssh("event", "tail", "--repo", "parts", "--limit", "1000")
                    .ok()
                    .out()
                    .lines()
                    .filter(line -> line.contains("gate.started"))
                    .map(line -> line.replaceAll(".*gate (\\S+) started.*", "$1"))
                    .toList();
            assertThat(started)
                    .as("the group, in the order of the file; then its parts, with what failed before what did not")
                    .startsWith("always-fine", "not-bad", "not-bad");
            assertThat(ada.ssh("gate", "list", "parts", "bad").ok().out())
                    .as("the culprit is found without the other gate")
                    .doesNotContainPattern("always-fine +passed");
        }
    }
}
