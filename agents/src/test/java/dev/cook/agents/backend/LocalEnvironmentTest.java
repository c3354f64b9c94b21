package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.agents.output.JobReport;
import dev.cook.agents.output.Recording;
import dev.cook.agents.output.ScriptOutput;
import dev.cook.agents.session.JobSpec;
import dev.cook.domain.JobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens to jobs in environments, whoever goes away meanwhile. */
class LocalEnvironmentTest extends InLocalEnvironment {
    @Test
    void aJobRunsOnceAndIsReportedUntilThatIsAcknowledged() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        Files.createFile(far.dir.resolve("refuse-report"));
        far.offer(JOB, spec("echo once >>count; cat count; cat \"$COOK_PROMPT_FILE\"; exit 3", Map.of()));
        far.bridge().startJob(JOB);
        far.bridge().startJob(JOB);
        await().until(() -> far.has("refusals"));
        assertThat(far.bridge().jobs()).containsExactly(JOB);
        Files.delete(far.dir.resolve("refuse-report"));

        JobReport report = far.report(JOB);

        assertThat(report.status()).isEqualTo(3);
        assertThat(FarSide.text(report)).contains("once", "the prompt").doesNotContain("once\r\nonce");
        assertThat(report.dirty()).isEqualTo("?? count");
        assertThat(report.head()).contains(far.tip);
        await().until(() -> far.bridge().jobs().isEmpty());
        far.bridge().startJob(JOB);
        await().until(() -> far.bridge().jobs().isEmpty());
        assertThat(far.sh("cat fetched")).isEqualTo("7\n");
    }

    @Test
    void whatAJobWritesIsHeardLive() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        far.offer(JOB, spec("printf 'h\\303\\251llo \\033[1mbold'; read -r line; echo \"got $line\"", Map.of()));
        far.bridge().startJob(JOB);
        await().until(() -> heard().contains("héllo \u001b[1mbold"));

        assertThat(far.bridge().say(JOB, "it's; $HOME \u0003\"ü\"")).isTrue();

        JobReport report = far.report(JOB);
        assertThat(FarSide.text(report)).contains("got it's; $HOME \"ü\"");
        assertThat(recording(report))
                .startsWith("{\"version\":3,\"term\":{\"cols\":200,\"rows\":50}")
                .contains("\"o\",\"héllo \\u001B[1mbold\"")
                .endsWith("\"x\",\"0\"]\n");
        assertThat(far.bridge().say(new JobId(99), "nobody")).isFalse();
    }

    private static String recording(JobReport report) throws IOException {
        ByteArrayOutputStream cast = new ByteArrayOutputStream();
        try (InputStream out = Files.newInputStream(report.out());
                InputStream timing = Files.newInputStream(report.timing())) {
            Recording.write(out, timing, cast, Instant.EPOCH, "turn", report.status());
        }
        return cast.toString(StandardCharsets.UTF_8);
    }

    @Test
    void commitsThatNobodyPushedArePushedWhenTheTurnEnds() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));

        JobReport report = run("echo two >file && git commit -qam two");

        assertThat(far.sh("git -C repo.git log -1 --format='%an|%s' " + FarSide.BRANCH)
                        .strip())
                .isEqualTo("Agent \"A\" Smith|two");
        assertThat(report.dirty()).isEmpty();
        assertThat(report.pushRefused()).isEmpty();
    }

    @Test
    void aRefusedPushIsPartOfTheReport() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        far.sh("cd seed && git checkout -q --orphan other && git -c user.name=T -c user.email=t@t commit -qm other"
                + " && git push -q -f ../repo.git HEAD:refs/heads/" + FarSide.BRANCH);
        far.bridge();

        JobReport report = run("git reset -q --hard " + far.tip + "; echo two >file && git commit -qam two");

        assertThat(report.pushRefused()).contains("rejected");
        assertThat(report.head()).isPresent();
    }

    @Test
    void aGateSeesTheExactCommitAndFetchesNothingThatIsLent() throws Exception {
        backend.launch(far.spec(
                new Checkout.Commit("refs/cook/candidates/1", far.tip, Optional.empty(), Optional.empty()), Map.of()));

        String script = "git rev-parse HEAD; git symbolic-ref -q HEAD || echo detached; git count-objects -v";
        // With a prompt it would be an agent in a gate, which starts beside the checkout.
        far.offer(JOB, new JobSpec(List.of("sh", "-c", script), "", Variables.NONE, Duration.ofMinutes(1)));
        far.bridge().startJob(JOB);

        assertThat(FarSide.text(far.report(JOB))).contains(far.tip.hex(), "detached", "count: 0", "in-pack: 0");
    }

    @Test
    void theEnvironmentDialsAgainAfterTheServerWasAway() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        far.offer(JOB, spec("echo up; read -r line; echo \"got $line\"", Map.of()));
        far.bridge().startJob(JOB);
        await().until(() -> heard().contains("up"));
        far.stop();
        await().until(() -> far.bridges.connected().isEmpty());
        far.start();

        await().until(() -> far.bridge().jobs().contains(JOB));
        far.bridge().say(JOB, "after");

        assertThat(FarSide.text(far.report(JOB))).contains("got after");
    }

    @Test
    void whatAJobWroteWhileNobodyListenedIsHeardInOrder() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        far.offer(
                JOB,
                spec(
                        "i=0; until [ -e ../run/enough ]; do i=$((i + 1)); echo \"line $i of many\"; sleep 0.01; done; echo all $i",
                        Map.of()));
        far.bridge().startJob(JOB);
        await().until(() -> heard().contains("line 20 of"));
        for (int i = 0; i < 2; i++) {
            far.stop();
            await().until(() -> far.bridges.connected().isEmpty());
            String before = heard();
            Path recording = temp.resolve("data/environments/" + id + "/cook/jobs/" + JOB + "/out");
            await().until(() -> Files.size(recording) > before.length() + 1000);
            far.start();
            await().until(() -> heard().length() > before.length() + 1000);
        }
        Files.createFile(temp.resolve("data/environments/" + id + "/cook/run/enough"));

        String written = FarSide.text(far.report(JOB));
        await().until(() -> heard().contains("all "));
        assertThat(heard())
                .isEqualTo(new String(
                        ScriptOutput.body(written.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
    }

    @Test
    void theBootstrapWaitsForAServerThatIsAway() throws Exception {
        far.stop();
        backend.launch(far.spec(SESSION, Map.of()));
        await().until(() -> Files.exists(temp.resolve("data/environments/" + id + "/cook/run/fetch")));
        far.start();

        assertThat(run("cat file").status()).isZero();
    }

    @Test
    void aFetchThatIsRefusedForGoodIsToldAndEndsTheEnvironment() throws Exception {
        Files.createFile(far.dir.resolve("refuse-fetch"));
        backend.launch(far.spec(SESSION, Map.of()));

        await().until(() -> far.has("failed") && !backend.isRunning(id));

        assertThat(far.sh("cat failed")).contains("cannot fetch", FarSide.BRANCH.value(), "access denied");
        assertThat(backend.list()).containsExactly(id);
    }

    @Test
    void aKilledJobReportsTheSignal() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        far.offer(JOB, spec("echo up; sleep 60", Map.of()));
        far.bridge().startJob(JOB);
        await().until(() -> heard().contains("up"));

        far.bridge().killJob(JOB);

        assertThat(far.report(JOB).status()).isEqualTo(143);
    }

    @Test
    void aJobThatTakesTooLongIsEnded() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        far.offer(JOB, new JobSpec(List.of("sleep", "60"), "", Variables.NONE, Duration.ofSeconds(1)));
        far.bridge().startJob(JOB);

        assertThat(far.report(JOB).status()).isEqualTo(124);
    }

    @Test
    void anInterruptedJobIsReportedAndNotRepeated() throws Exception {
        LaunchSpec spec = far.spec(SESSION, Map.of());
        backend.launch(spec);
        far.offer(JOB, spec("echo ran >>runs; echo up; sleep 60", Map.of()));
        far.bridge().startJob(JOB);
        await().until(() -> heard().contains("up"));
        // As if the machine went down and came up.
        new EnvironmentProcesses(
                        new ProcessTable(), EnvironmentUser.of(id, settings()), temp.resolve("data/environments/" + id))
                .all()
                .forEach(ProcessHandle::destroyForcibly);
        await().until(() -> !backend.isRunning(id) && far.bridges.connected().isEmpty());

        backend.launch(spec);
        far.bridge().startJob(JOB);

        assertThat(far.report(JOB).status()).isEqualTo(137);
        assertThat(Files.readString(temp.resolve("data/environments/" + id + "/cook/work/runs")))
                .isEqualTo("ran\n");
    }

    @Test
    void theEnvironmentOutlivesTheServerAndIsNotLaunchedTwice() throws Exception {
        LaunchSpec spec = far.spec(SESSION, Map.of());
        Process server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LaunchingServer.class.getName(),
                        temp.toString(),
                        id.toString(),
                        spec.server().hostKey(),
                        Integer.toString(spec.server().port()))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("server.log").toFile())
                .start();
        await().until(() -> {
            assertThat(server.isAlive())
                    .as(() -> log(temp.resolve("server.log")))
                    .isTrue();
            return far.bridges.of(id).isPresent();
        });
        server.destroyForcibly().waitFor();
        List<Long> before = pids();

        backend.launch(spec);

        assertThat(pids()).containsAll(before.subList(0, 2));
        assertThat(run("echo alive").status()).isZero();
        backend.kill(id);
        assertThat(backend.isRunning(id)).isFalse();
        assertThat(backend.list()).isEmpty();
        assertThat(pids()).isEmpty();
    }

    private static String log(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void anAgentCanAskAndIsToldWhatIsMissingBeforeItIsDone() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));

        JobReport report = run("""
                cook ask "what's 'this'; \\$(id)" '' && echo asked
                echo new >other; cook done; echo "dirty $?"
                git add other; git commit -qm other; cook done; echo "unpushed $?"
                git push -q; cook done; echo "done $?"
                """);

        String text = FarSide.text(report);
        assertThat(text).contains("asked", "?? other", "dirty 1", "unpushed 1", "done 0");
        assertThat(text).contains("git push origin HEAD:refs/heads/" + FarSide.BRANCH);
        assertThat(far.sh("cat said").lines()).containsExactly("'ask' 'what'\\''s '\\''this'\\''; $(id)' ''", "'done'");
    }
}
