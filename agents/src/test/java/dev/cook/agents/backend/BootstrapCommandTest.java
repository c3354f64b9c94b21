package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an environment grows from travels in one variable, of which Linux takes less than 128 KiB. */
class BootstrapCommandTest {
    private static String seed(Map<String, String> variables) {
        LaunchSpec spec = new LaunchSpec(
                new EnvironmentId(7),
                Path.of("/repos/1.git/objects"),
                List.of(),
                new Variables(variables),
                new ServerAddress("127.0.0.1", 7422, "cook", "ssh-ed25519 AAAA"),
                "ssh://127.0.0.1:7422/repo",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
                new GitIdentity("Agent", "agent@example.org"),
                new Checkout.Branch(new BranchName("fix")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return BootstrapCommand.of(spec, "mark", SpecFiles.Reach.DIRECT)
                .variables()
                .getOrDefault("COOK_SEED", "");
    }

    @Test
    void thereIsRoomForMoreScriptsAndVariables() {
        assertThat(seed(Map.of()).length()).isBetween(1_000, Variables.LONGEST_VALUE / 2);
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheReason() {
        Random random = new Random(1);
        String noise =
                random.ints(90_000, 'A', 'z' + 1).mapToObj(Character::toString).collect(Collectors.joining());
        assertThatThrownBy(() -> seed(Map.of("ONE", noise, "OTHER", noise.substring(1))))
                .isInstanceOf(CannotLaunch.class)
                .hasMessageContaining("variables of the environment are too large");
    }
}
