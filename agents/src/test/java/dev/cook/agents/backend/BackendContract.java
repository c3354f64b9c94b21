package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.agents.bridge.Bridge;
import dev.cook.agents.environment.BackendCheck;
import dev.cook.agents.environment.LaunchContext;
import dev.cook.agents.output.JobReport;
import dev.cook.agents.session.JobSpec;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import dev.cook.domain.PersistentId;
import dev.cook.domain.RepoId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What holds for environments of every backend, tried with a real server that they dial. */
abstract class BackendContract {
    @TempDir(cleanup = CleanupMode.NEVER)
    Path temp;

    final EnvironmentId id = new EnvironmentId(ThreadLocalRandom.current().nextLong(1, 1_000_000_000));

    /** Several backends are tried at once on one machine, and find what is theirs by this. */
    final String server = String.format("%010x", ThreadLocalRandom.current().nextLong(1L << 40));

    FarSide far;
    EnvironmentSockets sockets;
    private Backend backend;

    /** The backend to be tried; skips the tests where this machine lacks what it needs. */
    abstract Backend backend() throws Exception;

    /** Ends what the backend needed. */
    void afterwards() throws Exception {}

    @BeforeEach
    void begin() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        sockets = new EnvironmentSockets(temp);
        backend = backend();
        far = new FarSide(temp.resolve("far"), id);
        sockets.leadTo(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()).server());
        if (backend.needsDoor()) {
            sockets.open(id);
        }
    }

    @AfterEach
    void end() throws Exception {
        if (far != null) {
            backend.kill(id);
            far.close();
        }
        sockets.close();
        afterwards();
    }

    @Test
    void aJobRunsInACloneAndReports() throws Exception {
        backend.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of("OF_ENVIRONMENT", "e 'x' \"y\"")));
        JobId job = new JobId(1);
        far.offer(
                job,
                new JobSpec(
                        List.of(
                                "sh",
                                "-c",
                                "echo $OF_ENVIRONMENT $OF_JOB; git rev-parse HEAD; cat \"$0\"; exit 3",
                                JobSpec.PROMPT_FILE),
                        "the prompt",
                        new Variables(Map.of("OF_JOB", "j")),
                        Duration.ofMinutes(1)));
        far.bridge().startJob(job);

        JobReport report = far.report(job);

        assertThat(report.status()).isEqualTo(3);
        assertThat(FarSide.text(report)).contains("e 'x' \"y\" j", far.tip.hex(), "the prompt");
        assertThat(backend.life(id).running()).isTrue();
        assertThat(backend.list()).containsExactly(id);
    }

    @Test
    void itOutlivesTheServerAndDialsHomeAgain() throws Exception {
        backend.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()));
        JobId job = new JobId(1);
        far.offer(
                job,
                new JobSpec(
                        List.of("sh", "-c", "until [ -e ../run/go ]; do sleep 0.1; done; echo done"),
                        "",
                        Variables.NONE,
                        Duration.ofMinutes(1)));
        far.bridge().startJob(job);
        far.stop();
        far.start();
        assertThat(far.bridge().jobs()).containsExactly(job);
        JobId second = new JobId(2);
        far.offer(second, new JobSpec(List.of("touch", "../run/go"), "", Variables.NONE, Duration.ofMinutes(1)));
        far.bridge().startJob(second);

        assertThat(FarSide.text(far.report(job))).contains("done");
    }

    @Test
    void whatIsKilledIsGoneWithAllThatRan() throws Exception {
        backend.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()));
        far.bridge();

        backend.kill(id);

        assertThat(backend.life(id).running()).isFalse();
        assertThat(backend.list()).isEmpty();
        backend.kill(id);
    }

    @Test
    void whatCannotFetchEndsAndSaysWhy() throws Exception {
        far.sh("rm repo.git/HEAD");
        backend.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()));

        await().until(() -> !backend.life(id).running());

        assertThat(far.sh("cat failed")).contains("cannot fetch");
    }

    @Test
    void aKeptHomeIsTheNextEnvironmentsAndNothingElseIs() throws Exception {
        Optional<HomeStore> keeping = backend.keeping();
        if (keeping.isEmpty()) {
            assertThat(backend).as("the only one that keeps nothing").isInstanceOf(PluginBackend.class);
            return;
        }
        PersistentId kept = new PersistentId(id.value());
        EnvironmentId next = new EnvironmentId(id.value() + 1);
        if (backend.needsDoor()) {
            sockets.open(next);
        }
        try {
            backend.launch(far.spec(id, kept));
            Bridge first = far.bridge();
            assertThat(said(1, "echo mine >\"$HOME/tool\"; echo mine >left; git config --global core.hooksPath /evil"))
                    .isEmpty();
            assertThat(keeping.get().persistent()).contains(kept);

            // Nobody ended the first one: whoever is given the home next does.
            backend.launch(far.spec(next, kept));
            await().until(() -> !backend.life(id).running() && far.bridge() != first);

            assertThat(said(
                            2,
                            "cat \"$HOME/tool\"; ls; git config core.hooksPath; touch"
                                    + " \"$HOME/too\" && echo writable"))
                    .containsExactly("mine", "file", "writable");
            backend.kill(next);
            assertThat(keeping.get().bytes(kept)).isPositive();
            assertThat(keeping.get().persistent()).contains(kept);
            assertThat(backend.list()).doesNotContain(next);
        } finally {
            backend.kill(next);
            sockets.remove(next);
            keeping.get().discard(kept);
        }
        assertThat(keeping.get().persistent()).isEmpty();
        assertThat(keeping.get().bytes(kept)).isZero();
        keeping.get().discard(kept);
    }

    /** Some agents run each command in one, and {@code /etc/profile} has a PATH of its own. */
    @Test
    void aLoginShellFindsWhatEveryOtherFinds() throws Exception {
        backend.launch(far.spec(
                new Checkout.Branch(FarSide.BRANCH), Map.of("PATH", "/opt/place:/usr/local/bin:/usr/bin:/bin")));
        String looks = "for shell in sh $(command -v bash); do $shell -lc 'command -v cook; echo \"$PATH\"';"
                + " $shell -lc \"$shell -lc 'echo \\$PATH'\"; done";

        assertThat(said(1, looks, Map.of()))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(
                        line -> line.matches("(/.*)?/cook(-bin/cook|-bin:/opt/place:/usr/local/bin:/usr/bin:/bin.*)"));
        assertThat(said(2, looks, Map.of("PATH", "/opt/agent:/usr/bin:/bin")))
                .as("with the PATH of an agent")
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(line -> line.matches("(/.*)?/cook(-bin/cook|-bin:/opt/agent:/usr/bin:/bin.*)"));
    }

    private List<String> said(int number, String script) throws Exception {
        return said(number, script, Map.of());
    }

    private List<String> said(int number, String script, Map<String, String> variables) throws Exception {
        JobId job = new JobId(number);
        far.offer(job, new JobSpec(List.of("sh", "-c", script), "", new Variables(variables), Duration.ofMinutes(1)));
        far.bridge().startJob(job);
        return FarSide.text(far.report(job))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Script "))
                .toList();
    }

    @Test
    void theCheckForOperatorsAgrees() throws Exception {
        ServerAddress server =
                far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()).server();
        LaunchContext launching = new LaunchContext(server, (RepoId repo) -> temp, Map.of(), Duration.ofMinutes(1));
        BackendCheck check = new BackendCheck(backend, sockets, launching, 1);

        List<BackendCheck.Finding> findings = check.run(finding -> {});

        assertThat(findings).hasSize(9).allMatch(BackendCheck.Finding::ok);
    }
}
