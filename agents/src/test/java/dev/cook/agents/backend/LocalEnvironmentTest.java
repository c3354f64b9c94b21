package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cook.agents.backend.LocalSettings.Isolation;
import dev.cook.agents.bridge.Bridge;
import dev.cook.agents.output.JobReport;
import dev.cook.agents.output.Recording;
import dev.cook.agents.output.ScriptOutput;
import dev.cook.agents.session.JobSpec;
import dev.cook.config.Resources;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sandboxes, tmux, git and ssh against a real sshd. */
class LocalEnvironmentTest {
    /** Apart from what other runs on this machine use: the number becomes a user. */
    private static final AtomicLong NEXT_ID = new AtomicLong(1 + System.nanoTime() % 99_000);

    private static final JobId JOB = new JobId(7);
    private static final Checkout SESSION = new Checkout.Branch(FarSide.BRANCH);

    @TempDir
    Path temp;

    private final EnvironmentId id = new EnvironmentId(NEXT_ID.incrementAndGet());
    private FarSide far;
    private LocalBackend backend;

    @BeforeEach
    void start() throws Exception {
        // Many processes for each test: a busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        far = new FarSide(temp.resolve("far"), id);
        backend = new LocalBackend(settings());
    }

    private LocalSettings settings() {
        return new LocalSettings(temp.resolve("data"), Isolation.BUBBLEWRAP, List.of());
    }

    @AfterEach
    void stop() throws Exception {
        if (far != null) {
            backend.kill(id);
            far.close();
        }
    }

    private JobReport run(String script) throws Exception {
        return run(JOB, script, Map.of());
    }

    private JobReport run(JobId job, String script, Map<String, String> variables) throws Exception {
        far.offer(job, spec(script, variables));
        far.bridge().startJob(job);
        return far.report(job);
    }

    private static JobSpec spec(String script, Map<String, String> variables) {
        return new JobSpec(List.of("sh", "-c", script), "the prompt", new Variables(variables), Duration.ofMinutes(1));
    }

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

    private String heard() {
        var bytes = far.heard.get(JOB);
        return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
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
    void theSandboxHidesTheMachine() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));

        JobReport report = run("""
                ls -d /root /home /var /work %s 2>&1
                mount -o remount,rw / 2>&1; touch /here /usr/here /cook-bin/here /cook-spec/here 2>&1
                kill -9 %d 2>&1
                cat /etc/shadow 2>&1 | head -n 3
                unshare -Ur mount -o remount,bind,rw /usr 2>&1 | head -n 1
                echo processes: $(ls -d /proc/[0-9]* | wc -l)
                id -u; grep CapBnd /proc/self/status
                touch /tmp/fine /cook/home/fine $HOME/fine && echo writable
                """.formatted(temp, ProcessHandle.current().pid()));

        String text = FarSide.text(report);
        assertThat(text).doesNotContain("killed").contains("writable");
        for (String hidden : List.of("/root", "/home", "/var", "/work", temp.toString())) {
            assertThat(text).contains("cannot access '" + hidden + "'");
        }
        assertThat(text)
                .containsPattern("mount: .*(superuser|permission)")
                .contains("'/here'", "'/usr/here'", "'/cook-bin/here'", "'/cook-spec/here'")
                .contains("No such process")
                .contains("/etc/shadow: Permission denied")
                .contains("CapBnd:\t0000000000000000");
        int processes = Integer.parseInt(text.replaceAll("(?s).*processes: (\\d+).*", "$1"));
        assertThat(processes).isLessThan(25);
        if (EnvironmentUser.self() == 0) {
            assertThat(text)
                    .contains(
                            Integer.toString(EnvironmentUser.of(id, settings()).uid()));
            assertThat(Files.getAttribute(temp.resolve("data/environments/" + id + "/cook/home/fine"), "unix:uid"))
                    .isEqualTo(EnvironmentUser.of(id, settings()).uid());
        }
    }

    @Test
    void theSandboxMakesNoNamespacesAndItsMemoryHasBounds() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));

        JobReport report = run("""
                unshare -Ur true 2>&1; setarch -R true 2>&1
                df -k --output=size,target /dev/shm /tmp /run
                touch /dev/here 2>&1; touch /dev/shm/fine && echo shared >/dev/null && echo writable
                """);

        assertThat(FarSide.text(report))
                .contains("unshare: unshare failed: Operation not permitted", "setarch: failed to set personality")
                .containsPattern("1048576 /dev/shm")
                .containsPattern("2097152 /tmp")
                .containsPattern("16384 /run")
                .contains("/dev/here", "writable");
    }

    /** Files in memory go with no process: the kernel ends one after the other, and what speaks for the sandbox with them. */
    @Test
    void thatItWantedMoreMemoryThanItMayHaveIsSeenFromOutside() throws Exception {
        assumeTrue(
                Files.isWritable(Path.of("/sys/fs/cgroup/memory"))
                        || Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")),
                "control groups of memory are needed");
        assumeTrue(EnvironmentUser.self() == 0, "root is needed");
        LocalSettings settings = settings();
        backend = new LocalBackend(new LocalSettings(
                settings.data(),
                settings.isolation(),
                settings.extraPaths(),
                settings.network(),
                false,
                new Resources(
                        Optional.empty(),
                        Optional.of(128L << 20),
                        8192,
                        4L << 30,
                        Optional.empty(),
                        Optional.empty())));
        backend.launch(far.spec(SESSION, Map.of()));
        far.offer(JOB, spec("head -c 300000000 /dev/zero >/dev/shm/much", Map.of()));
        Bridge bridge = far.bridge();
        assertThat(backend.overuse(id)).isEmpty();

        bridge.startJob(JOB);

        await().until(() -> backend.overuse(id).isPresent());
        assertThat(backend.overuse(id)).contains("the environment used more than its memory limit of 128 MiB");
        backend.kill(id);
        assertThat(backend.overuse(id)).as("its group is gone").isEmpty();
    }

    @Test
    void namespacesCanBeMadeWhereTheOperatorSaysSo() throws Exception {
        LocalSettings settings = settings();
        backend = new LocalBackend(new LocalSettings(
                settings.data(),
                settings.isolation(),
                settings.extraPaths(),
                settings.network(),
                true,
                settings.resources()));
        backend.launch(far.spec(SESSION, Map.of()));

        assertThat(FarSide.text(run("unshare -Ur id -u"))).contains("\n0\r\n");
    }

    /** It may have taken its mark off, as root it may even have another's user: what it is in ends with its first process. */
    @Test
    void allOfASandboxEndsWithItsFirstProcess() throws Exception {
        backend.launch(far.spec(SESSION, Map.of()));
        run("env -i setsid sleep 1000 >/dev/null 2>&1 & until pgrep -x sleep >/dev/null; do :; done");
        Path directory = temp.resolve("data/environments/" + id);
        assertThat(pids()).isNotEmpty();

        FirstProcess.in(directory.resolve("first")).orElseThrow().destroyForcibly();

        await().until(() -> pids().isEmpty() && !backend.isRunning(id));
    }

    @Test
    void nothingPassesForAProcessOfAnEnvironmentThatHasNotBegun() throws Exception {
        EnvironmentId next = new EnvironmentId(id.value() + 1);
        Path directory = temp.resolve("data/environments/" + next);
        ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
        builder.environment().put(EnvironmentProcesses.VARIABLE, directory.toString());
        Process pretender = builder.start();
        try {
            assertThat(backend.isRunning(next)).isFalse();
            backend.launch(far.spec(SESSION, Map.of()));
            assertThat(backend.isRunning(id)).isTrue();
            String mark = Files.readString(temp.resolve("data/environments/" + id + "/mark"));
            assertThat(mark).matches("\\Q" + temp.resolve("data/environments/" + id) + "\\E#[0-9a-f]{32}");
        } finally {
            pretender.destroyForcibly().waitFor();
        }
    }

    @Test
    void secretsReachTheJobAndNoCommandLine() throws Exception {
        backend.launch(far.spec(SESSION, Map.of("API_KEY", "hush-environment\n")));
        far.offer(
                JOB,
                spec("printf '[%s][%s]' \"$API_KEY\" \"$TOKEN\"; read -r line", Map.of("TOKEN", "hush' $(id) -job")));
        far.bridge().startJob(JOB);
        await().until(() -> heard().contains("hush' $(id) -job"));

        assertThat(heard()).contains("[hush-environment\r\n]");
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            String commands = processes
                    .map(process -> commandLine(process.pid()))
                    .filter(line -> !line.contains("read -r line"))
                    .collect(Collectors.joining("\n"));
            assertThat(commands).contains("bootstrap").doesNotContain("hush", "PRIVATE KEY");
        }
        assertThat(far.sh("find ../data -name TOKEN")).isEmpty();
        far.bridge().say(JOB, "");
        far.report(JOB);
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
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
        far.bridge();
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

    private List<Long> pids() {
        return new EnvironmentProcesses(
                        new ProcessTable(), EnvironmentUser.of(id, settings()), temp.resolve("data/environments/" + id))
                .all().stream().map(ProcessHandle::pid).sorted().toList();
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

    @Test
    void serversOnOneMachineDoNotShareUsers() {
        LocalSettings one = new LocalSettings(Path.of("/srv/one"), Isolation.BUBBLEWRAP, List.of());
        LocalSettings other = new LocalSettings(Path.of("/srv/other"), Isolation.BUBBLEWRAP, List.of());

        assertThat(EnvironmentUser.of(id, one)).isEqualTo(EnvironmentUser.of(id, one));
        if (EnvironmentUser.self() == 0) {
            assertThat(EnvironmentUser.of(id, one)).isNotEqualTo(EnvironmentUser.of(id, other));
        }
    }

    @Test
    void aPathThatIsShownCanBeReached() throws Exception {
        Path tools = Files.createDirectories(temp.resolve("some/tools"));
        Files.writeString(tools.resolve("tool"), "#!/bin/sh\necho from the tool\n");
        Files.setPosixFilePermissions(tools, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(tools.resolve("tool"), PosixFilePermissions.fromString("rwxr-xr-x"));
        backend = new LocalBackend(new LocalSettings(temp.resolve("data"), Isolation.BUBBLEWRAP, List.of(tools)));
        backend.launch(far.spec(SESSION, Map.of()));

        assertThat(FarSide.text(run(tools + "/tool"))).contains("from the tool");
    }

    @Test
    void aSandboxThatDoesNotComeUpNamesTheWayOut() throws Exception {
        var broken = new LocalBackend(
                new LocalSettings(temp.resolve("data"), Isolation.BUBBLEWRAP, List.of(Path.of("/does/not/exist"))));

        assertThatThrownBy(() -> broken.launch(far.spec(SESSION, Map.of())))
                .isInstanceOf(CannotLaunch.class)
                .hasMessageContaining("/does/not/exist")
                .hasMessageContaining("sandbox = \"none\"");
        assertThat(backend.isRunning(id)).isFalse();
    }
}
