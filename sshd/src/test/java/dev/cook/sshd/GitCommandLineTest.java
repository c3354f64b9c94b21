package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.hooks.lfs.LfsOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GitCommandLineTest {
    @Test
    void readsWhatGitSends() {
        assertThat(GitCommandLine.parse("git-upload-pack 'team/thing.git'"))
                .isEqualTo(new GitCommandLine.Upload("team/thing.git"));
        assertThat(GitCommandLine.parse("git-receive-pack '/thing'")).isEqualTo(new GitCommandLine.Receive("thing"));
        assertThat(GitCommandLine.parse("git upload-pack '/a/b/c/'")).isEqualTo(new GitCommandLine.Upload("a/b/c"));
    }

    @Test
    void readsWhatGitLfsSends() {
        assertThat(GitCommandLine.parse("git-lfs-authenticate team/thing.git download"))
                .isEqualTo(new GitCommandLine.LfsAuthenticate("team/thing.git", LfsOperation.DOWNLOAD));
        assertThat(GitCommandLine.parse("git-lfs-authenticate '/thing' upload " + "a".repeat(64)))
                .isEqualTo(new GitCommandLine.LfsAuthenticate("thing", LfsOperation.UPLOAD));
        assertThat(GitCommandLine.parse("git-lfs-transfer '/team/thing.git' upload"))
                .isEqualTo(new GitCommandLine.LfsTransfer("team/thing.git", LfsOperation.UPLOAD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git-lfs-authenticate '../other' download",
                "git-lfs-authenticate a/..b download",
                "git-lfs-authenticate thing",
                "git-lfs-authenticate thing delete",
                "git-lfs-authenticate 'thing download",
                "git-lfs-transfer thing lock",
                "git-lfs-transfer thing upload; id",
                "git-lfs-transfer $(id) upload",
                "git-upload-pack '../other'",
                "git-upload-pack '/../../etc/passwd'",
                "git-upload-pack 'a/./b'",
                "git-upload-pack 'a/..b'",
                "git-upload-pack '//a'",
                "git-upload-pack 'a//b'",
                "git-upload-pack '-rf'",
                "git-upload-pack '~/thing'",
                "git-upload-pack 'a%2e%2e/b'",
                "git-upload-pack 'thing' 'other'",
                "git-upload-pack --strict 'thing'",
                "git-upload-pack 'thing'; id",
                "git-upload-pack 'thing'\nid",
                "git-upload-pack 'thi\0ng'",
                "git-upload-pack 'tüte'",
                "git-upload-pack 'a'\\''b'",
                "git-upload-pack \"thing\"",
                "git-upload-pack $(id)",
                "git-upload-pack thing",
                "git-upload-pack ''",
                "git-upload-pack '/'",
                "git-upload-pack",
                "git-upload-archive 'thing'",
                "git-shell -c id",
                "git lfs-authenticate thing download",
                "git",
                "git-receive-pack 'a' "
            })
    void refusesEverythingElseThatIsMeantForGit(String line) {
        assertThat(GitCommandLine.parse(line)).isInstanceOf(GitCommandLine.Refused.class);
    }

    @Test
    void refusesLongLinesBeforeItLooksAtThem() {
        assertThat(GitCommandLine.parse("git-upload-pack '" + "a/".repeat(100_000) + "a'"))
                .isInstanceOf(GitCommandLine.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whoami", "", "github", "repo create git-upload-pack", " git-upload-pack 'a'"})
    void leavesOtherCommandsAlone(String line) {
        assertThat(GitCommandLine.parse(line)).isInstanceOf(GitCommandLine.Other.class);
    }
}
