package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.agents.backend.LocalSettings.Isolation;
import dev.cook.agents.output.JobReport;
import dev.cook.agents.session.JobSpec;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments without a sandbox: the same scripts, other paths. */
class PlainEnvironmentTest {
    private final EnvironmentId id = new EnvironmentId(5);

    @TempDir
    Path temp;

    @Test
    void aLimitThatNothingHoldsIsSaid() {
        assertThat(new LocalBackend(new LocalSettings(temp.resolve("d"), Isolation.NONE, List.of())).notHeld())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("processes = ", " has no effect: without a sandbox", "set sandbox = \"bubblewrap\""));
        assertThat(new LocalBackend(new LocalSettings(temp.resolve("d"), Isolation.BUBBLEWRAP, List.of())).notHeld())
                .isEmpty();
    }

    @Test
    void aJobRunsWithoutASandbox() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        FarSide far = new FarSide(temp.resolve("far"), id);
        LocalBackend backend = new LocalBackend(new LocalSettings(temp.resolve("d"), Isolation.NONE, List.of()));
        try {
            backend.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of("A", "1")));
            JobId job = new JobId(1);
            far.offer(
                    job,
                    new JobSpec(
                            List.of(
                                    "sh",
                                    "-c",
                                    "id -u; echo $A; cat \"$0\"; git count-objects -v; cook ask x",
                                    JobSpec.PROMPT_FILE),
                            "prompted",
                            Variables.NONE,
                            Duration.ofMinutes(1)));
            far.bridge().startJob(job);

            JobReport report = far.report(job);

            assertThat(report.status()).isZero();
            assertThat(FarSide.text(report))
                    .contains("\n1\r\n", "prompted", "in-pack: 0")
                    .doesNotContain("\n0\r\n1");
            assertThat(far.sh("cat said")).isEqualTo("'ask' 'x'\n");
            backend.kill(id);
            assertThat(backend.isRunning(id)).isFalse();
            assertThat(backend.list()).isEmpty();
        } finally {
            backend.kill(id);
            far.close();
        }
    }

    @Test
    void aDataDirectoryThatTheUserCannotEnterIsNamed() throws Exception {
        Assumptions.assumeTrue(EnvironmentUser.self() == 0);
        FarSide far = new FarSide(temp.resolve("far"), id);
        LocalBackend backend = new LocalBackend(new LocalSettings(temp.resolve("d"), Isolation.NONE, List.of()));
        try {
            assertThatThrownBy(() -> backend.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of())))
                    .isInstanceOf(CannotLaunch.class)
                    .hasMessageContaining(temp.toString());
        } finally {
            far.close();
        }
    }
}
