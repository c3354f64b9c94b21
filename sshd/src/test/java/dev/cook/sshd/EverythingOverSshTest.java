package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Caller;
import dev.cook.hooks.Authenticator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, repositories and pushes as a person with ssh and git meets them: nothing is a stand-in here. */
final class EverythingOverSshTest {
    @TempDir
    Path home;

    @TempDir
    Path data;

    @Test
    void aPersonPushesANewRepositoryAndAColleagueSeesItOnceSheMay() throws Exception {
        try (Typing typing = new Typing(data);
                Authenticator callers = new Authenticator(typing.store());
                SshTestServer server = new SshTestServer(
                        home,
                        self -> new SshGitServer(
                                SshTestServer.freePort(),
                                SshLimits.standard(),
                                HostKey.at(home.resolve("host_key")),
                                callers,
                                typing.hooks(),
                                typing.lfs(callers),
                                typing.commands(),
                                _ -> false))) {
            Caller.AccountCaller ann = typing.person("ann", false, true);
            typing.person("bob", false, false);
            assertThat(server.ssh(List.of(), "whoami").err()).contains("Permission denied");
            typing.typeWith(ann, Files.readString(home.resolve("id.pub")), "key", "add");
            assertThat(server.ssh(List.of(), "whoami").out()).isEqualTo("ann\n");

            Path work = home.resolve("work");
            server.git(home, List.of(), "init", "-q", "-b", "main", work.toString());
            server.git(work, List.of(), "commit", "-q", "--allow-empty", "-m", "first");
            SshTestServer.Ended push = server.git(work, List.of(), "push", "-q", server.url("team/thing"), "main");

            assertThat(push.status()).as(push.err()).isZero();
            assertThat(server.git(home, List.of(), "ls-remote", server.url("team/thing.git"))
                            .out())
                    .contains("refs/heads/main");
            assertThat(server.ssh(List.of(), "repo role team/thing bob read").out())
                    .isEqualTo("bob now has the read role in team/thing\n");
            assertThat(server.ssh(List.of(), "event tail").out())
                    .contains("repo.created")
                    .contains("refs.pushed")
                    .contains("role.changed");
            assertThat(server.ssh(List.of(), "repo show other").status()).isEqualTo(3);
            assertThat(server.ssh(List.of("-tt"), "repo list").out())
                    .contains("\r\n")
                    .doesNotContain("\n\n");
        }
    }
}
