package dev.cook.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cook.store.embedded.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;

/** A Debian 12 without a JDK, with systemd as its first process; its only network is a loopback of its own. */
final class DebianMachine implements AutoCloseable {
    private static final String SCRIPT =
            Demo.root().resolve("packaging/debian-machine").toString();

    /** A hundred packages come from Debian's mirror; a minute where nothing else is going on. */
    private static final int MAKING_MINUTES = 9;

    private final Path place;
    private final Process machine;

    private DebianMachine(Path place, Process machine) {
        this.place = place;
        this.machine = machine;
    }

    /** Whether there can be one here; if not, the test is left out, and the run's summary has the reason. */
    static void assumePossible() {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "installing a Debian package in a machine of its own needs root");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/debootstrap")),
                "debootstrap is needed: apt-get install debootstrap");
    }

    /**
     * The files of one with these packages of Debian; made once, and kept for later runs.
     *
     * @throws AssertionError if Debian's packages cannot be had
     */
    static Path base(List<String> packages) throws IOException, InterruptedException {
        CRC32 checksum = new CRC32();
        checksum.update(String.join(" ", packages).getBytes(StandardCharsets.UTF_8));
        String script = Files.readString(Path.of(SCRIPT));
        int begin = script.indexOf("\nbase() {");
        checksum.update(script.substring(begin, script.indexOf("\n}", begin)).getBytes(StandardCharsets.UTF_8));
        Path base = TestPostgres.cache("debian").resolve(HexFormat.of().toHexDigits((int) checksum.getValue()));
        List<String> make = new ArrayList<>(List.of(SCRIPT, "base", base.toString()));
        make.addAll(packages);
        Path log = Files.createTempFile("cook-machine-", ".log");
        Process making = new ProcessBuilder(make)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!making.waitFor(MAKING_MINUTES, TimeUnit.MINUTES) || making.exitValue() != 0) {
            making.destroyForcibly();
            throw new AssertionError("debootstrap made no Debian 12:\n" + Files.readString(log));
        }
        Files.delete(log);
        return base;
    }

    /** Boots one on its files, of which it changes none. */
    static DebianMachine boot(Path base) throws IOException, InterruptedException {
        Path place = Files.createTempDirectory("cook-machine-");
        Process machine = new ProcessBuilder(SCRIPT, "boot", base.toString(), place.toString())
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("console").toFile())
                .start();
        DebianMachine booted = new DebianMachine(place, machine);
        try {
            Awaitility.await().until(() -> {
                if (!machine.isAlive()) {
                    throw new AssertionError(
                            "the machine does not boot:\n" + Files.readString(place.resolve("console")));
                }
                return booted.first().isPresent()
                        && booted.run("systemctl is-system-running").out().matches("(running|degraded)\n");
            });
            return booted;
        } catch (RuntimeException | Error e) {
            booted.close();
            throw e;
        }
    }

    /** Runs a script as root. */
    Ended run(String script) throws IOException, InterruptedException {
        return Ended.of(command("/bin/sh", "-euc", script));
    }

    /** Runs a script as somebody who has just signed in. */
    Ended runAs(String user, String script) throws IOException, InterruptedException {
        return Ended.of(command("/bin/su", "-", user, "-c", "set -eu\n" + script));
    }

    /** Its systemd, once it has come so far. */
    private Optional<ProcessHandle> first() {
        return machine.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/systemd/systemd"))
                .findFirst();
    }

    private ProcessBuilder command(String... words) {
        long first = first().orElseThrow().pid();
        List<String> line = new ArrayList<>(List.of("nsenter", "-t", Long.toString(first), "-a", "-r", "-w"));
        line.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"));
        line.add("DEBIAN_FRONTEND=noninteractive");
        line.addAll(List.of(words));
        return new ProcessBuilder(line);
    }

    /** The processes of a user there, each as its number and its command line. */
    List<String> processes(String user) throws IOException, InterruptedException {
        return run("""
                for process in /proc/[0-9]*; do
                    [ "$(stat -c %%U "$process" 2>/dev/null)" = %s ] || continue
                    echo "${process#/proc/} $(tr '\\0' ' ' <"$process/cmdline" 2>/dev/null)"
                done
                """.formatted(user)).ok().out().lines().toList();
    }

    /** Copies a file of this machine into that one. */
    void put(Path file, String path) throws IOException, InterruptedException {
        Ended.of(command("/bin/sh", "-c", "cat >" + path).redirectInput(file.toFile()))
                .ok();
    }

    /** All that the machine does ends with its first process. */
    @Override
    public void close() throws IOException, InterruptedException {
        machine.getOutputStream().close();
        machine.waitFor();
        Ended.of(new ProcessBuilder(SCRIPT, "sweep", place.toString())).ok();
    }
}
