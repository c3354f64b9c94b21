package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher does to the machine, with programs in place of those that would change this one. */
class LauncherTest {
    @TempDir
    Path directory;

    private Path program(String name, String text) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path file = Files.writeString(bin.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /** The shell with these programs before the machine's, and some functions of the launcher. */
    private ProcessBuilder shell(List<String> command, String... functions) throws IOException {
        StringBuilder script = new StringBuilder("set -u\nroot=%s\n".formatted(Demo.root()));
        for (String function : functions) {
            script.append("eval \"$(sed -n '/^%s() [{(]$/,/^[})]$/p' \"$root/cook\")\"\n".formatted(function));
        }
        script.append(String.join("\n", command));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script.toString());
        builder.environment().merge("PATH", directory.resolve("bin") + ":", (path, bin) -> bin + path);
        return builder;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJdkIsUnpackedOnlyIfItsChecksumIsTheOneThatWasTold(boolean right) throws Exception {
        Path jdk = Files.createDirectories(directory.resolve("jdk-25"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=25\n");
        Ended.of(new ProcessBuilder("tar", "-czf", directory + "/jdk.tar.gz", "-C", directory.toString(), "jdk-25"))
                .ok();
        String checksum = Ended.of(new ProcessBuilder("sha256sum", directory + "/jdk.tar.gz"))
                .ok()
                .said()
                .substring(0, 64);
        Files.writeString(directory.resolve("about"), """
                [{"binary": {"architecture": "x64", "package": {
                    "checksum": "%s", "checksum_link": "https://example.org/sum",
                    "link": "https://example.org/jdk.tar.gz", "name": "jdk.tar.gz", "size": 1}}}]
                """.formatted(right ? checksum : "0".repeat(64)));
        program("curl", """
                #!/bin/sh
                case $4 in
                    *.tar.gz) cp "%1$s/jdk.tar.gz" "$3" ;;
                    *) cp "%1$s/about" "$3" ;;
                esac
                """.formatted(directory));

        Path into = directory.resolve("jvm");
        Ended ended = Ended.of(shell(List.of("sh \"$root/demo/install-jdk\" 25 " + into)));

        if (right) {
            assertThat(ended.ok().err()).isEmpty();
            assertThat(into.resolve("jdk-25/release")).exists();
        } else {
            assertThat(ended.status()).isNotZero();
            assertThat(ended.err()).contains("refused: what came from https://example.org/jdk.tar.gz has the checksum");
            assertThat(into).doesNotExist();
        }
    }

    @Test
    void aPolicyOfTheMachinesOwnerStaysAndOneThatAKilledRunLeftGoes() throws Exception {
        Path policy = directory.resolve("policy-rc.d");
        Files.writeString(policy, "#!/bin/sh\nexit 101\n");
        ProcessBuilder builder =
                shell(List.of("say() { :; }", "apt_get() { :; }", "apt_install something"), "apt_install");
        builder.environment().put("COOK_POLICY_FILE", policy.toString());
        Ended.of(builder).ok();
        assertThat(policy).exists();

        Files.writeString(policy, "#!/bin/sh\n# Only while cook installs packages.\nexit 101\n");
        Ended.of(builder).ok();
        assertThat(policy).doesNotExist();
    }

    @Test
    void theGatesThatRunAreReadFromJson() throws Exception {
        Files.writeString(directory.resolve("list"), """
                [ {
                  "run" : 1,
                  "gate" : "unit-tests",
                  "command" : [ "echo", "\\"state\\" : \\"running\\"" ],
                  "state" : "running"
                }, {
                  "run" : 2,
                  "gate" : "lint",
                  "state" : "passed"
                } ]
                """);
        assertThat(Ended.of(shell(List.of("running_gates <" + directory.resolve("list")), "running_gates"))
                        .ok()
                        .said())
                .isEqualTo("unit-tests");
    }
}
