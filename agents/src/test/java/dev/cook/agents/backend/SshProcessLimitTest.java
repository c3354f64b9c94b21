package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the machine of an ssh environment does with {@code processes}: it holds, or the server is told why not. */
class SshProcessLimitTest {
    /** Nobody else's on any machine, so that no process of another counts. */
    private static final int UID = 1_879_099_001;

    /** Writes down what it is held to, in the place of the seed. */
    private static final String SEED =
            "d=$HOME/.cook/environments/m; prlimit --nproc --noheadings --raw --output SOFT,HARD"
                    + " >$d/held; mkdir -p $d/cook-bin; : >$d/cook-bin/bootstrap; chmod +x $d/cook-bin/bootstrap";

    @TempDir
    Path home;

    @BeforeEach
    void forOthers() throws Exception {
        assumeTrue(EnvironmentUser.self() == 0, "only root may become an ordinary user, and raise limits");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private HostCommand.Outcome launch(List<String> as, int processes) {
        String script = "HOME=" + home
                + "\nexport HOME\nCOOK_MARK=m\nCOOK_ENVIRONMENT=m\nCOOK_OBJECTS=\nCOOK_SEED=\nCOOK_FSIZE=1000000\nCOOK_NPROC="
                + processes + "\nCOOK_SCRIPT='" + SEED + "'\n" + Scripts.text("ssh-host");
        List<String> command = new ArrayList<>(as);
        // Debian's sh is dash, whose ulimit knows no processes.
        command.addAll(List.of("sh", "-s", "launch"));
        return new HostCommand(command, Map.of(), script, Duration.ofSeconds(20)).run();
    }

    private static List<String> ordinary(String limits) {
        return List.of(
                "prlimit", "--nproc=" + limits, "setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups", "--");
    }

    private String held() throws Exception {
        return Files.readString(home.resolve(".cook/environments/m/held")).strip();
    }

    @Test
    void anOrdinaryUserIsHeldToIt() throws Exception {
        HostCommand.Outcome outcome = launch(ordinary("5000:5000"), 50);
        assertThat(outcome.ok()).as(outcome.err()).isTrue();
        assertThat(held()).isEqualTo("50 50");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void whoIsHeldToLessAlreadyStaysSoAndTheServerHearsThat() throws Exception {
        HostCommand.Outcome outcome = launch(ordinary("40:40"), 50);
        assertThat(outcome.ok()).as(outcome.err()).isTrue();
        assertThat(held()).isEqualTo("40 40");
        assertThat(outcome.out()).startsWith("processes = 50 has no effect: ").contains("may have 40 processes");
    }

    @Test
    void theServerHearsThatNoLimitHoldsRoot() throws Exception {
        HostCommand.Outcome outcome = launch(List.of("env"), 50);
        assertThat(outcome.ok()).as(outcome.err()).isTrue();
        assertThat(outcome.out()).startsWith("processes = 50 has no effect: no limit of processes holds root");
    }

    @Test
    void aMachineThatCannotLimitProcessesIsRefused() throws Exception {
        Path broken = Files.createDirectory(home.resolve("bin"));
        Path prlimit = Files.writeString(broken.resolve("prlimit"), "#!/bin/sh\nexit 1\n");
        assertThat(prlimit.toFile().setExecutable(true, false)).isTrue();
        HostCommand.Outcome outcome = launch(List.of("env", "PATH=" + broken + ":/usr/bin:/bin"), 50);
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.err()).contains("cannot limit the number of processes to 50 on this host");
    }
}
