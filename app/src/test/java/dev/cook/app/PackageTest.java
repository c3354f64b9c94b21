package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with the packages, on a Debian 12 that has no JDK and only what the package asks for. */
@Order(1)
class PackageTest {
    private static final String OLD = "0.9.1";
    private static final String NEW = "0.9.2";

    /** Works until somebody lets it end: an agent in the middle of its turn. */
    private static final String PATIENT = """
        #!/bin/sh
        set -e
        until [ -e /opt/go ]; do sleep 0.2; done
        echo patient >patient
        git add patient
        git commit -q -m 'Wait for the new server'
        git push -q
        cook done
        """;

    @TempDir
    private static Path scratch;

    private static Path lib = Path.of("");
    private static Path deb = Path.of("");
    private static Path base = Path.of("");

    @BeforeAll
    static void aPackageAndAMachineForIt() throws Exception {
        DebianMachine.assumePossible();
        theProductsJars();
        deb = build(OLD, "deb");
        base = DebianMachine.base(dependencies(deb));
    }

    private static void theProductsJars() throws IOException {
        lib = Files.createDirectory(scratch.resolve("lib"));
        Path target = Demo.root().resolve("app/target");
        for (String entry :
                Files.readString(target.resolve("runtime.classpath")).strip().split(":")) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                // A module that Maven has not packed yet.
                // .../MODULE/target/classes
                Jars.pack(path, lib.resolve(path.getName(path.getNameCount() - 3) + ".jar"));
            } else {
                Jars.copyUnsigned(path, lib.resolve(path.getFileName()));
            }
        }
        Jars.pack(target.resolve("classes"), lib.resolve("cook-app.jar"));
    }

    /** Builds a package as `./cook package` does, of the classes of this test. */
    private static Path build(String version, String only) throws IOException, InterruptedException {
        // Kept from run to run, for the Java runtime in it.
        Path out = Demo.root().resolve("app/target/package-test");
        ProcessBuilder builder = new ProcessBuilder(
                Demo.root().resolve("packaging/build").toString(),
                "--fast",
                "--lib",
                lib.toString(),
                "--version",
                version,
                "--out",
                out.toString(),
                "--only",
                only);
        builder.environment().put("COOK_JDK", System.getProperty("java.home"));
        String made = Ended.of(builder).ok().said();
        return Path.of(made.substring(made.indexOf('/')));
    }

    /** The next version, whose schema is newer. */
    private static Path buildNew() throws IOException, InterruptedException {
        Path migration = Files.createDirectories(scratch.resolve("tomorrow/dev/cook/store/migrations"));
        Files.writeString(
                migration.resolve("V9999__of_tomorrow.sql"),
                "CREATE TABLE of_tomorrow (id bigint);\nCOMMENT ON COLUMN of_tomorrow.id IS 'nothing';\n");
        Path jar = lib.resolve("tomorrow.jar");
        Jars.pack(scratch.resolve("tomorrow"), jar);
        try {
            return build(NEW, "deb");
        } finally {
            Files.delete(jar);
        }
    }

    /** Nothing else is in the machine: what the package forgets to ask for is missing there. */
    private static List<String> dependencies(Path deb) throws IOException, InterruptedException {
        String depends = Ended.of(new ProcessBuilder("dpkg-deb", "-f", deb.toString(), "Depends"))
                .ok()
                .said();
        List<String> names = new ArrayList<>();
        for (String one : depends.split(", *")) {
            names.add(one.replaceAll("[ |(].*", ""));
        }
        return names;
    }

    @Test
    void aServerIsInstalledDoesItsJobIsUpgradedAndRemovedAndLosesNothing() throws Exception {
        Path next = buildNew();
        try (DebianMachine machine = DebianMachine.boot(base)) {
            machine.put(deb, "/root/old.deb");
            machine.put(next, "/root/new.deb");
            assertThat(machine.run("command -v java || command -v curl || command -v python3")
                            .status())
                    .isNotZero();

            installing(machine);
            helping(machine);
            starting(machine);
            theMainJob(machine);
            startingFaster(machine);
            upgrading(machine);
            downgrading(machine);
            removing(machine);
            purging(machine);
        }
    }

    private static void installing(DebianMachine machine) throws Exception {
        Ended installed = machine.run("dpkg -i /root/old.deb").ok();
        assertThat(installed.err())
                .as("what is left to do")
                .contains("cp ~/.ssh/id_ed25519.pub /etc/cook/admin.pub", "systemctl start cook");
        assertThat(machine.run("systemctl start cook").refused().err()).contains("cook.service");
        assertThat(machine.run("journalctl -u cook").ok().out())
                .as("the reason and the way out")
                .contains("cannot read the key file /etc/cook/admin.pub", "Put a public key there");
        assertThat(machine.run("stat -c %a:%U /etc/cook/environment").ok().said())
                .isEqualTo("600:root");
        assertThat(machine.run("systemd-analyze verify --man=no /usr/lib/systemd/system/cook.service")
                        .ok()
                        .err())
                .doesNotContain("cook.service:");
    }

    private static void helping(DebianMachine machine) throws Exception {
        String doctor = machine.run("cook doctor || test $? = 69").ok().out();
        assertThat(doctor).contains("which comes with Cook");
        assertThat(doctor.lines().filter(line -> line.startsWith("missing")))
                .as("the package brought all that it needs")
                .isEmpty();
        assertThat(doctor)
                .containsPattern("ok +bubblewrap .* and a sandbox starts")
                .containsPattern("none +git-lfs ");
        machine.run("""
                test -s /usr/share/man/man1/cook.1.gz
                bash -c '. /usr/share/bash-completion/completions/cook; complete -p cook'
                grep -q '^#compdef cook' /usr/share/zsh/vendor-completions/_cook
                grep -q '^complete -c cook' /usr/share/fish/vendor_completions.d/cook.fish
                """).ok();
        assertThat(machine.run("cook package").refused().err()).contains("needs a clone of Cook's sources");
    }

    private static void starting(DebianMachine machine) throws Exception {
        machine.run("useradd -m -s /bin/bash ada").ok();
        machine.runAs("ada", "ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519")
                .ok();
        Files.writeString(scratch.resolve("patient"), PATIENT);
        machine.put(scratch.resolve("patient"), "/opt/patient");
        machine.run("""
            chmod 755 /opt/patient
            cp /home/ada/.ssh/id_ed25519.pub /etc/cook/admin.pub
            cat >>/etc/cook/cook.toml <<TOML
            [agents.demo]
            command = ["/usr/lib/cook/demo/agent", "{prompt_file}"]
            [agents.patient]
            command = ["/opt/patient"]
            TOML
            systemctl start cook
            """).ok();
        assertThat(machine.processes("cook")).anyMatch(line -> line.contains("/usr/lib/cook/runtime/bin/java"));
        assertThat(machine.runAs("ada", "cook version").ok().out())
                .contains("cook " + OLD, "server " + OLD + " at ssh://cook@127.0.0.1:7422");
    }

    private static void theMainJob(DebianMachine machine) throws Exception {
        Ended pushed = machine.runAs("ada", """
            git config --global user.name Ada
            git config --global user.email ada@example.org
            export GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=accept-new'
            /usr/lib/cook/demo/make-project scale >/dev/null
            cd scale
            git remote add cook "$(cat /run/cook/ssh)/scale"
            git push -q cook HEAD:refs/heads/main
            git push cook HEAD:refs/heads/fix -o agent=demo -o prompt='make the tests pass' -o land=auto -o wait
            git pull -q --no-rebase cook main
            ./test >/dev/null && echo the tests pass
            """).ok();
        assertThat(pushed.err()).contains("gate test failed", "gate test passed", "landed");
        assertThat(pushed.out()).contains("the tests pass");
        assertThat(machine.runAs("ada", "cook env check local").ok().out())
                .as("the unit's hardening leaves sandboxes their network")
                .doesNotContainIgnoringCase("slirp4netns");
    }

    /** The first server leaves behind what makes later ones start faster; what is broken of it harms nobody. */
    private static void startingFaster(DebianMachine machine) throws Exception {
        // It is made with what processor time nobody else wants, other tests among them.
        Awaitility.await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> machine.run(
                        "test -s /var/cache/cook/cook.aot.of || { cat /var/cache/cook/*.log; exit 1; }")
                .ok());
        machine.run("systemctl restart cook").ok();
        assertThat(commandLine(machine)).contains("-XX:AOTCache=/var/cache/cook/cook.aot");
        machine.run("head -c 100000 /dev/urandom >/root/noise"
                        + " && dd if=/root/noise of=/var/cache/cook/cook.aot bs=1000 conv=notrunc status=none"
                        + " && systemctl restart cook")
                .ok();
        assertThat(commandLine(machine)).contains("-XX:AOTCache");
    }

    private static String commandLine(DebianMachine machine) throws Exception {
        return machine.run("tr '\\0' ' ' <\"/proc/$(systemctl show -P MainPID cook)/cmdline\"")
                .ok()
                .out();
    }

    /** An agent works on while its server is replaced by a newer one, and its work lands there. */
    private static void upgrading(DebianMachine machine) throws Exception {
        machine.runAs("ada", """
            cd scale
            git checkout -q cook/main
            git push -q cook HEAD:refs/heads/slow -o agent=patient -o prompt=wait -o land=auto
            """).ok();
        String agent = Awaitility.await().until(() -> agentAtWork(machine), found -> !found.isEmpty());

        machine.run("dpkg -i /root/new.deb").ok();

        assertThat(machine.runAs("ada", "cook version").ok().out()).contains("cook " + NEW, "server " + NEW + " at");
        assertThat(agentAtWork(machine)).isEqualTo(agent);
        machine.run("touch /opt/go").ok();
        Awaitility.await().untilAsserted(() -> assertThat(
                        machine.runAs("ada", "cd scale && git fetch -q cook && git show cook/main:patient")
                                .out())
                .isEqualTo("patient\n"));
        assertThat(machine.run("cat /etc/cook/cook.toml").ok().out())
                .as("the operator's own configuration")
                .contains("[agents.patient]");
    }

    /** The process of the patient agent; empty while there is none. */
    private static String agentAtWork(DebianMachine machine) throws Exception {
        return machine.processes("cook").stream()
                .filter(line -> line.matches("\\d+ /bin/sh /opt/patient *"))
                .findFirst()
                .orElse("");
    }

    private static void downgrading(DebianMachine machine) throws Exception {
        machine.run("dpkg -i /root/old.deb").ok();
        assertThat(machine.run("systemctl is-active cook").said()).isEqualTo("failed");
        assertThat(machine.run("journalctl -u cook").ok().out())
                .contains(
                        "the database has version 9999 of the schema, from a newer Cook",
                        "Install the newer Cook again, or restore the backup");
        machine.run("dpkg -i /root/new.deb").ok();
        assertThat(machine.runAs("ada", "cook repo list").ok().out()).contains("scale");
    }

    private static void removing(DebianMachine machine) throws Exception {
        machine.run("rm /opt/go").ok();
        machine.runAs("ada", """
            cd scale
            git push -q cook HEAD:refs/heads/slower -o agent=patient -o prompt=wait -o land=auto
            """).ok();
        Awaitility.await().until(() -> agentAtWork(machine), found -> !found.isEmpty());

        machine.run("dpkg -r cook").ok();

        assertThat(machine.processes("cook")).as("what still runs").isEmpty();
        machine.run("test -d /var/lib/cook/repos && test -e /etc/cook/cook.toml && id cook")
                .ok();
        machine.run("dpkg -i /root/new.deb").ok();
        assertThat(machine.runAs("ada", "cook repo list").ok().out()).contains("scale");
    }

    private static void purging(DebianMachine machine) throws Exception {
        assertThat(machine.run("dpkg -P cook").ok().err()).contains("kept /var/lib/cook");
        machine.run("test -d /var/lib/cook/repos && id cook && test ! -e /etc/cook")
                .ok();

        machine.run("dpkg -i /root/new.deb && cp /home/ada/.ssh/id_ed25519.pub /etc/cook/admin.pub && systemctl"
                        + " start cook")
                .ok();
        assertThat(machine.runAs("ada", "cook repo list").ok().out()).contains("scale");

        machine.run("echo cook cook/remove-data boolean true | debconf-set-selections && dpkg -P cook")
                .ok();
        machine.run("test ! -e /var/lib/cook && test ! -e /var/cache/cook && ! id cook")
                .ok();
    }

    @Test
    void theTarballRunsWhereItIsUnpacked() throws Exception {
        Path tarball = build(OLD, "tarball");
        Ended.of(new ProcessBuilder("tar", "-xzf", tarball.toString(), "-C", scratch.toString()))
                .ok();
        ProcessBuilder version =
                new ProcessBuilder(scratch.resolve("cook-" + OLD + "/cook").toString(), "version");
        version.environment().keySet().removeAll(List.of("JAVA_HOME", "COOK_SSH"));
        version.environment().put("COOK_SSH", "ssh://127.0.0.1:1");
        version.environment().put("XDG_STATE_HOME", scratch.resolve("state").toString());
        assertThat(Ended.of(version).ok().out())
                .isEqualTo("cook " + OLD + "\nserver: none answers at ssh://127.0.0.1:1\n");
    }
}
