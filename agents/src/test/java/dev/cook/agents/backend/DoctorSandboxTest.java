package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.Network;
import dev.cook.config.Resources;
import dev.cook.domain.EnvironmentId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cook doctor} tries a sandbox like those of environments: what one of them needs, it tries too. */
class DoctorSandboxTest {
    /** Descriptors that the script {@code launch} opens, and limits of the command before. */
    private static final Set<String> NOT_TRIED =
            Set.of("--info-fd", "--sync-fd", "--block-fd", "--seccomp", "--bind", "--dir", "--tmpfs");

    @TempDir
    Path temp;

    @Test
    void everyOptionOfBubblewrapIsTried() throws Exception {
        String doctor = Files.readString(Path.of("").toAbsolutePath().resolve("../share/doctor"));
        LocalSettings settings = new LocalSettings(
                temp,
                LocalSettings.Isolation.BUBBLEWRAP,
                List.of(),
                new Network.Cook(),
                false,
                new Resources(Optional.empty(), Optional.empty(), 100, 1L << 30, Optional.empty(), Optional.empty()));
        EnvironmentDirectories places =
                new EnvironmentDirectories(temp.resolve("7"), LocalSettings.Isolation.BUBBLEWRAP);
        for (EnvironmentUser user : List.of(new EnvironmentUser.Dedicated(5000), new EnvironmentUser.Own(5000))) {
            List<String> command = new SandboxCommand(places, user, settings, temp, Optional.empty())
                    .running("tips", spec(), SandboxCommand.Net.NONE);
            List<String> options = command.subList(command.indexOf("bwrap"), command.size()).stream()
                    .takeWhile(word -> !word.equals("--"))
                    .filter(word -> word.startsWith("--") || word.startsWith("CAP_"))
                    .filter(word -> !NOT_TRIED.contains(word))
                    .distinct()
                    .toList();
            assertThat(options).hasSizeGreaterThan(15);
            assertThat(doctor).as("for %s", user).contains(options);
        }
    }

    private LaunchSpec spec() {
        return UnreachableBackendTest.spec(new EnvironmentId(7), temp);
    }
}
