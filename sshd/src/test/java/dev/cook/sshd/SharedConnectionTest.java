package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many commands over one connection, as people with ControlMaster and agents with many pushes have it. */
final class SharedConnectionTest {
    @TempDir
    Path home;

    @Test
    void threeHundredCommandsOverOneConnectionAllReportThatTheyEndedWell() throws Exception {
        try (SshTestServer server = new SshTestServer(home, SshLimits.standard(), (caller, words, io) -> {
            io.print().print("hello " + caller.name() + "\n");
            return 0;
        })) {
            List<String> shared = List.of("-o", "ControlPath=" + home.resolve("ctl"));
            List<String> master = new ArrayList<>(shared);
            master.addAll(List.of("-o", "ControlMaster=yes", "-o", "ControlPersist=yes", "-N", "-f"));
            assertThat(server.ssh(master).status()).isZero();
            Path work = home.resolve("work");
            assertThat(server.git(home, List.of(), "init", "-q", "-b", "main", work.toString())
                            .status())
                    .isZero();

            List<String> failed = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                commit(server, work, i);
                note(failed, "push " + i, server.git(work, shared, "push", "-q", server.url("thing.git"), "main"));
                note(failed, "ls-remote " + i, server.git(work, shared, "ls-remote", server.url("thing.git")));
                note(failed, "command " + i, server.ssh(shared, "whoami"));
            }

            assertThat(server.server.connections()).isEqualTo(1);
            assertThat(failed).isEmpty();
            server.ssh(List.of("-o", "ControlPath=" + home.resolve("ctl"), "-O", "exit"));
        }
    }

    private static void commit(SshTestServer server, Path work, int i) throws Exception {
        Files.writeString(work.resolve("file"), "line " + i + "\n");
        assertThat(server.git(work, List.of(), "add", "file").status()).isZero();
        assertThat(server.git(work, List.of(), "commit", "-q", "-m", "change " + i)
                        .status())
                .isZero();
    }

    private static void note(List<String> failed, String what, SshTestServer.Ended ended) {
        if (ended.status() != 0) {
            failed.add(what + ": exit " + ended.status() + " " + ended.err());
        }
    }
}
