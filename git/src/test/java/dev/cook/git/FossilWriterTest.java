package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FossilWriterTest {
    @Test
    void writesAStoryOnTopOfATip(@TempDir Path data) throws Exception {
        try (GitFixture fixture = new GitFixture(data)) {
            Oid tip = fixture.commit(Map.of("code", "int x;\n"));
            Oid story = new FossilWriter(fixture.repos)
                    .write(
                            fixture.repo,
                            List.of(tip),
                            List.of(
                                    FossilFile.of("story.md", bytes("landed")),
                                    FossilFile.of("jobs/1/log", bytes("ok")),
                                    FossilFile.of("jobs/2/log", bytes(""))),
                            "Fossil of x",
                            "environment-7",
                            GitFixture.NOON);
            Trees trees = new Trees(fixture.repos);
            assertThat(trees.file(fixture.repo, story, "jobs/1/log", 100)).hasValue(bytes("ok"));
            assertThat(trees.file(fixture.repo, story, "story.md", 4)).as("cut").hasValue(bytes("land"));
            assertThat(trees.file(fixture.repo, story, "code", 100)).isEmpty();
            assertThat(trees.file(fixture.repo, story, "jobs", 100))
                    .as("a directory")
                    .isEmpty();
            assertThat(trees.isAncestor(fixture.repo, tip, story)).isTrue();
            assertThat(trees.log(fixture.repo, story, 1))
                    .containsExactly(new CommitLine(story, "Fossil of x", "environment-7", GitFixture.NOON));
            assertThat(trees.log(fixture.repo, story, 10))
                    .extracting(CommitLine::id)
                    .containsExactly(story, tip);
            assertThat(trees.log(fixture.repo, story, tip, 10))
                    .extracting(CommitLine::id)
                    .containsExactly(story);
            assertThat(trees.exists(fixture.repo, new Oid("b".repeat(40)))).isFalse();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
