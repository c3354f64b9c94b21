package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which gates run, in which order, and what follows when one of them says no. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateGraphTest {
    private final TestServer cook;

    GateGraphTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void whatNeedsAGateThatFailedIsNotRunAndTheBranchDoesNotLand() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "middle", """
                [[gates]]
                name = "first"
                command = "true"

                [[gates]]
                name = "middle"
                command = "false"
                needs = ["first"]

                [[gates]]
                name = "last"
                command = "true"
                needs = ["middle"]

                [[gates]]
                name = "beside"
                command = "true"
                """);
        String before = repo.main();

        repo.propose("fix", "a", "1\n");

        String shown = repo.await("fix", "gate middle failed");
        repo.await("fix", "waits for");
        assertThat(repo.runs("fix"))
                .containsExactly("first 1 passed", "middle 1 failed", "last 1 cancelled", "beside 1 passed");
        assertThat(repo.json("fix").get(2).path("reason").asString()).isEqualTo("needs middle, which failed");
        assertThat(shown).doesNotContain("gate last started");
        assertThat(repo.main()).isEqualTo(before);
    }

    @Test
    void gatesThatCannotMatterAreSkippedAndTheFailureOfOneThatIsNotRequiredKeepsNothingOut() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "skipping", """
                [[gates]]
                name = "docs"
                command = "false"
                paths = ["docs/**"]

                [[gates]]
                name = "agents"
                command = "false"
                when = { branches = ["agent/**"] }

                [[gates]]
                name = "after"
                command = "true"
                needs = ["docs"]

                [[gates]]
                name = "hint"
                command = "false"
                required = false
                """);

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "landed on main");
        assertThat(repo.runs("fix"))
                .contains("docs 1 skipped", "agents 1 skipped", "after 1 passed")
                .anyMatch(run -> run.startsWith("hint 1"));
        assertThat(repo.json("fix").getFirst().path("reason").asString()).isEqualTo("nothing under docs/** changed");
    }

    @Test
    void gatesThatDoNotNeedEachOtherRunAtTheSameTime() throws Exception {
        Path go = cook.site().agents().resolve("go");
        GatedRepo repo = GatedRepo.of(cook.admin(), "parallel", """
                [[gates]]
                name = "one"
                command = "echo begun; until [ -e %1$s ]; do sleep 0.1; done; echo done"

                [[gates]]
                name = "other"
                command = "until [ -e %1$s ]; do sleep 0.1; done"

                [[gates]]
                name = "both"
                command = "true"
                needs = ["one", "other"]
                """.formatted(go));

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "gate one started");
        repo.await("fix", "gate other started");
        assertThat(repo.runs("fix")).containsExactly("one 1 running", "other 1 running", "both 1 queued");
        String run = repo.json("fix").getFirst().path("run").asString();
        Process following = repo.owner().command("gate", "log", run, "--follow").start();
        assertThat(following.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("begun");
        Files.createFile(go);
        assertThat(following.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("done");
        assertThat(following.waitFor()).isZero();
        repo.await("fix", "landed on main");
        assertThat(repo.runs("fix")).containsExactly("one 1 passed", "other 1 passed", "both 1 passed");
    }
}
