package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Answers that are known already, and answers that are chance. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateAnswersTest {
    private final TestServer cook;

    GateAnswersTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void theSameFilesAreJudgedOnceAndWhoeverInsistsIsAnsweredAnew() throws Exception {
        Path ready = cook.site().agents().resolve("ready");
        GatedRepo repo = GatedRepo.of(cook.admin(), "cache", """
                [[gates]]
                name = "docs"
                command = "date +%%N; test -e docs"
                judges = "files"

                [[gates]]
                name = "ready"
                command = "test -e %s"
                """.formatted(ready));
        repo.propose("one", "docs", "text\n");
        repo.await("one", "waits for");
        long first = run(repo, "one", "docs", 1).path("run").asLong();
        repo.owner().ssh("gate", "run", "cache", "one", "docs").ok();
        repo.awaitRuns("one", "docs 2 passed");
        assertThat(run(repo, "one", "docs", 2).path("answeredBy").asLong(0)).isEqualTo(first);
        assertThat(repo.shown("one")).contains("gate docs passed: same result as run " + first);
        repo.owner().ssh("gate", "run", "cache", "one", "docs", "--fresh").ok();
        repo.awaitRuns("one", "docs 3 passed");
        assertThat(run(repo, "one", "docs", 3).path("answeredBy").asLong(0)).isZero();
        long newest = run(repo, "one", "docs", 3).path("run").asLong();

        Files.createFile(ready);
        repo.git("checkout", "-q", "-B", "two", "one");
        repo.git("commit", "-q", "--amend", "-m", "The same files under another name");
        repo.push("two");

        repo.await("two", "landed on main");
        assertThat(repo.runs("two")).containsExactlyInAnyOrder("docs 1 passed", "ready 1 passed");
        assertThat(run(repo, "two", "docs", 1).path("answeredBy").asLong(0)).isEqualTo(newest);
        assertThat(run(repo, "two", "ready", 1).path("answeredBy").asLong(0)).isZero();
    }

    @Test
    void aFailureThatPassesWhenItIsTriedAgainIsAFlakeAndAnswersForNobodyElse() throws Exception {
        Path calm = cook.site().agents().resolve("calm");
        GatedRepo repo = GatedRepo.of(cook.admin(), "flake", """
                [[gates]]
                name = "nervous"
                command = "test -e %s"
                retries = 10
                """.formatted(calm));

        repo.propose("fix", "a", "1\n");
        repo.await("fix", "gate nervous failed");
        Files.createFile(calm);

        String shown = repo.await("fix", "landed on main");
        assertThat(shown).contains("after failing on the same commit (flaky)", "nervous passed (flake)");
        assertThat(repo.json("fix").getLast().path("flake").asBoolean()).isTrue();
        assertThat(repo.runs("fix").getLast()).endsWith("passed");
    }

    private static JsonNode run(GatedRepo repo, String branch, String gate, int attempt) throws Exception {
        return repo.json(branch).stream()
                .filter(run -> run.path("gate").asString().equals(gate)
                        && run.path("attempt").asInt() == attempt)
                .findFirst()
                .orElseThrow();
    }
}
