package dev.cook.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a..b",
                "a.lock",
                "a/b.lock/c",
                "-a",
                "a/-b",
                ".a",
                "a/.b",
                "a.",
                "a b",
                "a~1",
                "a^",
                "a:b",
                "a?",
                "a*",
                "a[",
                "a\\b",
                "a@{1}",
                "@",
                "/a",
                "a/",
                "a//b",
                "a\u0000",
                "a\u001b[31m",
                "a\u202eb",
                "a\u200bb",
                "e\u0301"
            })
    void branchNamesThatGitOrAPersonCannotReadAreRefused(String name) {
        assertThat(BranchName.problemOf(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fix", "feature/a-b", "é", "日本", "v1.2", "a@b"})
    void ordinaryBranchNamesAreFine(String name) {
        assertThat(BranchName.problemOf(name)).isEmpty();
    }

    @Test
    void aBranchNameOfMoreThanTwoHundredBytesIsRefused() {
        assertThat(BranchName.problemOf("é".repeat(100))).isEmpty();
        assertThat(BranchName.problemOf("é".repeat(101))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "a/../b",
                "a//b",
                "a%2eb",
                "a\u0000",
                "a.git",
                "A.GIT",
                "a.lock",
                "/a",
                ".a",
                "-a",
                "login",
                "a/b/c/d/e"
            })
    void repositoryNamesThatCouldLeadElsewhereAreRefused(String name) {
        assertThat(RepoName.problemOf(name)).isPresent();
    }

    @Test
    void aRepositoryIsFoundByTheFormsThatClientsSend() {
        assertThat(RepoName.parse("/team/app.git")).contains(new RepoName("team/app"));
        assertThat(RepoName.parse("app/")).contains(new RepoName("app"));
        assertThat(RepoName.parse("../etc")).isEmpty();
    }

    @Test
    void anObjectIdIsHexOfEitherLength() {
        assertThat(new Oid("a".repeat(40)).bytes()).hasSize(20);
        assertThat(Oid.of(new Oid("b".repeat(64)).bytes()).hex()).isEqualTo("b".repeat(64));
        assertThatThrownBy(() -> new Oid("abc")).hasMessageContaining("'abc'");
    }
}
