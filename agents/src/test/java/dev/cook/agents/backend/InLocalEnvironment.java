package dev.cook.agents.backend;

import dev.cook.agents.backend.LocalSettings.Isolation;
import dev.cook.agents.output.JobReport;
import dev.cook.agents.session.JobSpec;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An environment on this machine, with real tmux, git and ssh, against a real sshd. */
abstract class InLocalEnvironment {
    /** Apart from what other runs on this machine use: the number becomes a user. */
    static final AtomicLong NEXT_ID = new AtomicLong(1 + System.nanoTime() % 99_000);

    static final JobId JOB = new JobId(7);
    static final Checkout SESSION = new Checkout.Branch(FarSide.BRANCH);

    @TempDir
    Path temp;

    final EnvironmentId id = new EnvironmentId(NEXT_ID.incrementAndGet());
    FarSide far;
    LocalBackend backend;

    @BeforeEach
    void start() throws Exception {
        // Many processes for each test: a busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        far = new FarSide(temp.resolve("far"), id);
        backend = new LocalBackend(settings());
    }

    LocalSettings settings() {
        return new LocalSettings(temp.resolve("data"), Isolation.BUBBLEWRAP, List.of());
    }

    @AfterEach
    void stop() throws Exception {
        if (far != null) {
            backend.kill(id);
            far.close();
        }
    }

    JobReport run(String script) throws Exception {
        return run(JOB, script, Map.of());
    }

    JobReport run(JobId job, String script, Map<String, String> variables) throws Exception {
        far.offer(job, spec(script, variables));
        far.bridge().startJob(job);
        return far.report(job);
    }

    static JobSpec spec(String script, Map<String, String> variables) {
        return new JobSpec(List.of("sh", "-c", script), "the prompt", new Variables(variables), Duration.ofMinutes(1));
    }

    String heard() {
        var bytes = far.heard.get(JOB);
        return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
    }

    List<Long> pids() {
        return new EnvironmentProcesses(
                        new ProcessTable(), EnvironmentUser.of(id, settings()), temp.resolve("data/environments/" + id))
                .all().stream().map(ProcessHandle::pid).sorted().toList();
    }
}
