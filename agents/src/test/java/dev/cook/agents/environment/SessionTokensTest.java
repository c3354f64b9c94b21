package dev.cook.agents.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final EnvironmentId ID = new EnvironmentId(7);

    @Test
    void eachLaunchOfEachEnvironmentHasItsOwn() {
        SessionTokens sessionTokens = new SessionTokens(KEY, new Redaction(Map.of()));
        String bearer = sessionTokens.give(ID, "SHA256:one");
        assertThat(sessionTokens.give(ID, "SHA256:two")).isNotEqualTo(bearer);
        assertThat(sessionTokens.give(new EnvironmentId(8), "SHA256:one")).isNotEqualTo(bearer);
        assertThat(new SessionTokens(new byte[32], new Redaction(Map.of())).give(ID, "SHA256:one"))
                .as("of another server")
                .isNotEqualTo(bearer);
    }

    @Test
    void aServerThatWasRestartedStrikesOutWhatAnEarlierOneGave() {
        String bearer = new SessionTokens(KEY, new Redaction(Map.of())).give(ID, "SHA256:one");
        Redaction redaction = new Redaction(Map.of());
        SessionTokens later = new SessionTokens(KEY, redaction);
        assertThat(redaction.text("it is " + bearer)).contains(bearer);
        later.remember(ID, Optional.of("SHA256:one"));
        assertThat(redaction.text("it is " + bearer)).isEqualTo("it is [secret COOK_MCP_BEARER]");
        later.forget(ID);
        assertThat(redaction.isEmpty()).isTrue();
    }

    @Test
    void aStreamThatRunsLearnsOfABearerThatIsGivenMeanwhile() {
        Redaction redaction = new Redaction(Map.of("KEY", "another-secret"));
        Redaction.Stream stream = redaction.stream();
        String before =
                new String(stream.next("a anoth".getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
        String bearer = new SessionTokens(KEY, redaction).give(ID, "SHA256:one");
        String after = new String(
                stream.next(("er-secret " + bearer.substring(0, 20)).getBytes(StandardCharsets.US_ASCII)),
                StandardCharsets.US_ASCII);
        String rest = new String(
                stream.next(bearer.substring(20).getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
        assertThat(before + after + rest).isEqualTo("a [secret KEY] [secret COOK_MCP_BEARER]");
    }
}
