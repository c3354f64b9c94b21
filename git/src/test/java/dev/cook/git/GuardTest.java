package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gc --prune=now",
                "fsck",
                "prune --expire=now",
                "repack -ad",
                "update-ref refs/heads/x 1234567890123456789012345678901234567890",
                "pack-refs --all",
                "log"
            })
    void gitItselfRefusesARepositoryWhoseRefsItCannotSee(String command) throws Exception {
        try (GitFixture fixture = new GitFixture(data)) {
            Oid commit = fixture.commit(Map.of("a", "1"));
            fixture.move(RefChange.create("refs/heads/main", commit, "push"));
            List<String> before = fixture.listing();
            GitFixture.Ran ran = fixture.git(command.split(" "));
            assertThat(ran.status()).as(ran.output()).isNotZero();
            assertThat(ran.output()).contains("cookrefs");
            assertThat(fixture.listing()).isEqualTo(before);
        }
    }

    @Test
    void aDataDirectoryWithoutTheObjectsOfARepositoryWithRefsIsTheWrongOne(@TempDir Path other) throws Exception {
        try (GitFixture fixture = new GitFixture(data)) {
            Oid commit = fixture.commit(Map.of("a", "1"));
            fixture.move(RefChange.create("refs/heads/main", commit, "push"));
            try (GitRepos wrong = new GitRepos(other, fixture.store)) {
                assertThatThrownBy(() -> wrong.open(fixture.repo)).hasMessageContaining("right data directory");
            }
        }
    }
}
