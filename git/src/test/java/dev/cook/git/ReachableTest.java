package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachableTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheHistoryOfATipHoldsIsReachableAndNothingElse(boolean withBitmaps) throws Exception {
        try (GitFixture fixture = new GitFixture(data)) {
            Oid first = fixture.commit(Map.of("f", "one", "d", "dropped"));
            Oid second = fixture.commit(Map.of("f", "two"), first);
            Oid fossil = fixture.commit(Map.of("f", "left behind"), first);
            fixture.move(
                    RefChange.create("refs/heads/main", second, "push"),
                    RefChange.create("refs/fossils/1/x", fossil, "deleted"));
            if (withBitmaps) {
                new Maintenance(fixture.repos, fixture.store).run(fixture.repo, List.of());
            }
            Oid third = fixture.commit(Map.of("f", "three"), second);
            fixture.move(RefChange.update("refs/heads/main", second, third, "push"));

            Repository repository = fixture.repos.view(fixture.repo);
            ObjectId oldFile = file(repository, first, "d");
            ObjectId leftBehind = file(repository, fossil, "f");
            ObjectId nowhere = ObjectId.fromString("1".repeat(40));
            assertThat(outside(repository, third, id(first), oldFile, file(repository, third, "f")))
                    .isEmpty();
            assertThat(outside(repository, third, file(repository, second, "f")))
                    .isEmpty();
            assertThat(outside(repository, third, oldFile, leftBehind)).contains(leftBehind);
            assertThat(outside(repository, third, id(fossil))).contains(id(fossil));
            assertThat(outside(repository, third, nowhere)).contains(nowhere);
            assertThat(outside(repository, first, file(repository, second, "f")))
                    .as("an older tip does not show what came after it")
                    .isPresent();
        }
    }

    private static Optional<ObjectId> outside(Repository repository, Oid tip, ObjectId... wants) throws IOException {
        return Reachable.firstOutside(repository, List.of(wants), List.of(id(tip)));
    }

    private static ObjectId file(Repository repository, Oid commit, String path) throws IOException {
        return repository.resolve(commit.hex() + ":" + path);
    }

    private static ObjectId id(Oid oid) {
        return ObjectId.fromString(oid.hex());
    }
}
