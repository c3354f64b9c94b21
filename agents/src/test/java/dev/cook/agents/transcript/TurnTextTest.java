package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.AgentFormat;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.TranscriptEntry;
import dev.cook.domain.Update;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read of the turns of real agents, while they run and afterwards. */
class TurnTextTest {
    private static byte[] report(AgentFormat format) throws IOException {
        String name = format.name().toLowerCase(Locale.ROOT) + ".jsonl";
        try (InputStream in = Objects.requireNonNull(TurnTextTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static Optional<String> finished(AgentFormat format, byte[] written) {
        TurnReader reader = new TurnReader(format, List.of(), 1, "say hello");
        reader.feed(written, Optional.empty());
        return TurnText.of(reader.end(_ -> List.of()).lines());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TERMINAL")
    void aTurnReadsAsTextAndNotAsTheLinesOfTheAgentsFormat(AgentFormat format) throws IOException {
        String text = finished(format, report(format)).orElseThrow();

        assertThat(text)
                .containsSubsequence(
                        "I will run a command.\n", "echo hello", "\n  hello from the tool", "All is done.\n")
                .doesNotContain("{\"", "\"type\"", "say hello");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TERMINAL")
    void whileItRunsATurnReadsAsItDoesAfterwards(AgentFormat format) throws IOException {
        byte[] written = report(format);
        UsageMeter meter = new UsageMeter(format, List.of());
        StringBuilder live = new StringBuilder();
        for (int at = 0; at < written.length; at += 100) {
            live.append(meter.feed(Arrays.copyOfRange(written, at, Math.min(written.length, at + 100))));
        }

        assertThat(live + "\n").isEqualTo(finished(format, written).orElseThrow());
    }

    @Test
    void whereTheAgentReportedNothingTheTerminalIsWhatThereIsToRead() {
        byte[] words = "sh: claude: not found\r\n".getBytes(StandardCharsets.UTF_8);

        assertThat(finished(AgentFormat.CLAUDE, words)).isEmpty();
        assertThat(finished(AgentFormat.TERMINAL, words)).isEmpty();
        assertThat(TurnText.of("{\"update\":\"agent_mess".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void ofALongResultTheBeginningAndTheEndAreShown() {
        StringBuilder output = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            output.append("line ").append(i).append('\n');
        }
        TurnText text = new TurnText(false);
        String shown = text.add(new Update.ToolCall("1", "Bash", ToolKind.EXECUTE, "{\"command\":\"make test\"}"))
                + text.add(new Update.ToolResult("1", true, output.toString()));

        assertThat(shown)
                .startsWith("$ make test\n  (failed)\n  line 1\n")
                .contains("  line 8\n  … 84 more lines …\n  line 93\n")
                .endsWith("  line 100");
    }

    static List<Update> updates() {
        return List.of(
                new Update.Prompt("do"),
                new Update.Message("a \"word\""),
                new Update.Thought("hm"),
                new Update.ToolCall("1", "Bash", ToolKind.EXECUTE, "{}"),
                new Update.ToolResult("1", true, "out"),
                new Update.PermissionAsk("2", "May I?", List.of("yes", "no"), "yes"),
                new Update.Plan(List.of(new Update.Step("look", "completed"))),
                new Update.Usage(new ModelUsage(
                        "model",
                        new TokenCounts(
                                Optional.of(1L), Optional.empty(), Optional.of(3L), Optional.of(4L), Optional.empty()),
                        Optional.of(new BigDecimal("0.05")))),
                new Update.Problem("no"),
                new Update.Terminal("word"),
                new Update.Cut());
    }

    @ParameterizedTest
    @MethodSource("updates")
    void aStoredLineSaysWhatWasStored(Update update) {
        byte[] line = TranscriptJson.line(new TranscriptEntry(1, Optional.of(Duration.ofSeconds(1)), update));

        assertThat(TranscriptJson.read(new String(line, StandardCharsets.UTF_8)))
                .hasValue(update);
    }
}
