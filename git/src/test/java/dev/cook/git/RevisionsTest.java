package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.git.Revisions.Found;
import dev.cook.git.Revisions.Named;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {
    @TempDir
    Path data;

    private static Optional<Named> one(Found found) {
        return found instanceof Found.One(Named named) ? Optional.of(named) : Optional.empty();
    }

    @Test
    void theLongestNameThatNamesAnythingCountsAndTheRestIsAPath() throws Exception {
        try (GitFixture fixture = new GitFixture(data)) {
            Oid main = fixture.commit(Map.of("f", "main"));
            Oid deep = fixture.commit(Map.of("f", "deep"));
            fixture.move(
                    RefChange.create("refs/heads/main", main, "push"),
                    RefChange.create("refs/heads/a/b", deep, "push"),
                    RefChange.create("refs/tags/a", main, "push"),
                    RefChange.create("refs/tags/main/old", deep, "push"));
            Revisions revisions = new Revisions(fixture.repos);

            assertThat(one(revisions.path(fixture.repo, "a/b/c/d")))
                    .contains(new Named("a/b", Optional.of("refs/heads/a/b"), deep, "c/d"));
            assertThat(one(revisions.path(fixture.repo, "a/c")))
                    .contains(new Named("a", Optional.of("refs/tags/a"), main, "c"));
            assertThat(one(revisions.path(fixture.repo, "main/old/f")).map(Named::commit))
                    .contains(deep);
            assertThat(one(revisions.path(fixture.repo, "refs/heads/main/old/f"))
                            .map(Named::path))
                    .contains("old/f");
            assertThat(one(revisions.commit(fixture.repo, "a/b/c"))).isEmpty();
            assertThat(one(revisions.commit(fixture.repo, "main")).flatMap(Named::branch))
                    .contains("main");
            for (String odd :
                    List.of("", "/", "//", "..", "refs", "refs/heads", "refs/heads/", "main~1", "@{u}", "\0")) {
                assertThat(one(revisions.path(fixture.repo, odd))).as(odd).isEmpty();
            }

            assertThat(revisions.nameOf(fixture.repo, "refs/heads/a/b")).isEqualTo("a/b");
            assertThat(revisions.nameOf(fixture.repo, "refs/heads/main"))
                    .as("the tag main/old would be found first")
                    .isEqualTo("refs/heads/main");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatOnlyHiddenRefsHoldIsNotFound(boolean withBitmaps) throws Exception {
        try (GitFixture fixture = new GitFixture(data)) {
            Oid first = fixture.commit(Map.of("f", "one"));
            Oid second = fixture.commit(Map.of("f", "two"), first);
            Oid fossil = fixture.commit(Map.of("f", "secret"), first);
            Oid saved = fixture.commit(Map.of("f", "saved"), second);
            Oid nowhere = fixture.commit(Map.of("f", "candidate"), second);
            fixture.move(
                    RefChange.create("refs/heads/main", second, "push"),
                    RefChange.create("refs/fossils/1/x", fossil, "deleted"),
                    RefChange.create("refs/cook/autosave/1", saved, "autosave"));
            if (withBitmaps) {
                new Maintenance(fixture.repos, fixture.store).run(fixture.repo, List.of());
            }
            Revisions revisions = new Revisions(fixture.repos);

            for (Oid shown : List.of(first, second)) {
                assertThat(one(revisions.commit(fixture.repo, shown.hex())).map(Named::commit))
                        .contains(shown);
            }
            for (String hidden : List.of(
                    fossil.hex(),
                    saved.hex(),
                    nowhere.hex(),
                    "1".repeat(40),
                    "refs/fossils/1/x",
                    "refs/cook/autosave/1",
                    fossil.hex().substring(0, 12))) {
                assertThat(revisions.path(fixture.repo, hidden)).as(hidden).isEqualTo(new Found.Nothing());
                assertThat(revisions.path(fixture.repo, hidden + "/f"))
                        .as(hidden)
                        .isEqualTo(new Found.Nothing());
            }
        }
    }

    @Test
    void aTagThatIsCalledLikeACommitPassesForNone() throws Exception {
        try (GitFixture fixture = new GitFixture(data)) {
            Oid meant = fixture.commit(Map.of("f", "meant"));
            Oid other = fixture.commit(Map.of("f", "other"));
            fixture.move(
                    RefChange.create("refs/heads/main", meant, "push"),
                    RefChange.create("refs/tags/" + meant, other, "push"),
                    RefChange.create("refs/tags/" + "1".repeat(40), other, "push"));
            Revisions revisions = new Revisions(fixture.repos);

            assertThat(one(revisions.commit(fixture.repo, meant.hex())).map(Named::commit))
                    .contains(meant);
            assertThat(one(revisions.commit(fixture.repo, "1".repeat(40)))).isEmpty();
        }
    }
}
