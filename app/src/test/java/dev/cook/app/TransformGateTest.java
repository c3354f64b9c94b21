package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Gates that change the commit: a formatter, and one that tries to do more than that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransformGateTest {
    private final TestServer cook;

    TransformGateTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void whatAFormatterChangesIsJudgedAndLandsOnTopOfTheMerge() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "format", """
                [[gates]]
                name = "tidy"
                command = "grep -q tidy song"

                [[gates]]
                name = "tools"
                command = "grep -q . song"

                [[gates]]
                name = "format"
                kind = "transform"
                command = "sed -i s/untidy/tidy/ song; echo made >generated"
                needs = ["tools"]

                [[gates]]
                name = "sort"
                kind = "transform"
                command = "sort -o song song"
                """);

        repo.propose("fix", "song", "z\\nuntidy\\na\\n".translateEscapes());

        repo.await("fix", "landed on main");
        repo.fetch();
        assertThat(repo.git("log", "--format=%an", "-3", "--first-parent", "FETCH_HEAD"))
                .isEqualTo("cook gate sort\ncook gate format\nCook");
        assertThat(repo.git("show", "FETCH_HEAD:song")).isEqualTo("a\ntidy\nz");
        assertThat(repo.git("show", "FETCH_HEAD:generated")).isEqualTo("made");
        assertThat(repo.git("log", "--format=%B", "-1", "FETCH_HEAD~1"))
                .contains("Apply gate format", "Gate: format", "Candidate: " + repo.git("rev-parse", "FETCH_HEAD~2"));
        assertThat(repo.runs("fix"))
                .as("what ran before the formatter is asked again about what it left")
                .containsExactlyInAnyOrder(
                        "tidy 1 passed", "tools 1 passed", "format 1 passed", "sort 1 passed", "tools 2 passed");
        assertThat(repo.json("fix"))
                .filteredOn(run -> run.path("gate").asString().equals("tidy"))
                .extracting(run -> run.path("commit").asString())
                .containsExactly(repo.main());
        assertThat(repo.shown("fix")).contains("gate format passed", ", with a new commit ");
        repo.git("fetch", "-q", repo.owner().url("format"), "refs/fossils/1/fix");
        assertThat(repo.git("show", "FETCH_HEAD:fossil.json"))
                .contains("\"made\" : \"" + repo.main() + "\"", "\"kind\" : \"transform\"");
    }

    @Test
    void aGateThatChangesNothingAnswersWithTheSameCommit() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "same", """
                [[gates]]
                name = "format"
                kind = "transform"
                command = "git -c user.name=x commit -q --allow-empty -m nothing"
                """);

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "landed on main");
        repo.fetch();
        assertThat(repo.git("log", "--format=%s", "-1", "FETCH_HEAD")).isEqualTo("Merge branch 'fix'");
        assertThat(repo.json("fix").getFirst().path("result").isMissingNode()
                        || repo.json("fix").getFirst().path("result").isNull())
                .isTrue();
    }

    @Test
    void noGateChangesWhatHasToPass() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "rewrite", """
                [[gates]]
                name = "evil"
                kind = "transform"
                command = "echo >cook.toml; echo x >a"
                """);
        String before = repo.main();

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "the gate changed cook.toml, which defines gates");
        repo.await("fix", "waits for");
        assertThat(repo.main()).isEqualTo(before);
    }

    @Test
    void aHostileGateGetsNoOtherHistoryInAndMovesNoOtherRef() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "hostile", """
                [[gates]]
                name = "evil"
                kind = "transform"
                command = \"\"\"
                git push origin HEAD:refs/heads/main HEAD:refs/heads/evil && exit 3
                git push origin HEAD:refs/cook/gates/999999 && exit 3
                git push origin HEAD:refs/heads/fix && exit 3
                git checkout -q --orphan other && git commit -qm other &&
                git push -q origin HEAD:$(cat $COOK_SPEC/answer)
                \"\"\"

                [[gates]]
                name = "test"
                command = "true"
                """);
        String before = repo.main();

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "is not based on the commit that the gate was given");
        repo.await("fix", "waits for");
        assertThat(repo.main()).isEqualTo(before);
        assertThat(repo.owner().remoteTip("hostile", "refs/heads/evil")).isEmpty();
        assertThat(repo.owner()
                        .ssh(
                                "gate",
                                "log",
                                repo.json("fix").getFirst().path("run").asString())
                        .out())
                .contains("can push only its result");
    }
}
