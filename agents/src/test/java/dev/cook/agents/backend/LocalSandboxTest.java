package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cook.agents.backend.LocalSettings.Isolation;
import dev.cook.agents.bridge.Bridge;
import dev.cook.agents.output.JobReport;
import dev.cook.config.Resources;
import dev.cook.domain.EnvironmentId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a sandbox of this machine shows, allows and hides. */
class LocalSandboxTest extends InLocalEnvironment {
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
