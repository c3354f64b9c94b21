package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.AgentFormat;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each agent really wrote when it was told to say hello, against a stand-in for its model that counts 1000 tokens in
 * (400 or 600 of them cached) and 50 out, twice.
 */
class AdaptersTest {
    private static final List<String> NO_WORDS = List.of();

    private static byte[] report(AgentFormat format) throws IOException {
        String name = format.name().toLowerCase(Locale.ROOT) + ".jsonl";
        try (InputStream in = Objects.requireNonNull(AdaptersTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static Transcript read(AgentFormat format, List<String> command, byte[] written) {
        TurnReader reader = new TurnReader(format, command, 1, "say hello");
        reader.feed(written, Optional.empty());
        return reader.end(_ -> List.of());
    }

    private static String lines(Transcript transcript) {
        return new String(transcript.lines(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TERMINAL")
    void everyAgentsMessagesAndToolsAreFound(AgentFormat format) throws IOException {
        String lines = lines(read(format, NO_WORDS, report(format)));
        assertThat(lines)
                .containsSubsequence(
                        "\"update\":\"prompt\",\"text\":\"say hello\"",
                        "\"update\":\"agent_message\",\"text\":\"I will run a command.\"",
                        "\"update\":\"tool_call\"",
                        "\"kind\":\"execute\"",
                        "echo hello",
                        "\"update\":\"tool_result\"",
                        "\"status\":\"completed\",\"output\":\"hello from the tool",
                        "\"update\":\"agent_message\",\"text\":\"All is done.\"",
                        "\"update\":\"usage\"");
        assertThat(lines.lines().filter(line -> line.contains("All is done."))).hasSize(1);
        assertThat(lines).doesNotContain("\"update\":\"terminal\"");
    }

    @ParameterizedTest
    @EnumSource(names = {"CODEX", "QWEN", "PI", "ACP"})
    void thoughtsAreToldApartFromMessages(AgentFormat format) throws IOException {
        assertThat(lines(read(format, NO_WORDS, report(format))))
                .contains("\"update\":\"agent_thought\",\"text\":\"I think about it.\"");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TERMINAL")
    void aTerminalsReturnsAndTheWordsOfOtherProgramsDoNoHarm(AgentFormat format) throws IOException {
        String report = new String(report(format), StandardCharsets.UTF_8);
        String terminal = "warning: a word of another program\r\n\u001b]0;a title\u0007"
                + report.replace("\n", "\r\n\u001b[31mnpm notice\u001b[0m\r\n");
        Transcript noisy = read(format, NO_WORDS, terminal.getBytes(StandardCharsets.UTF_8));
        assertThat(noisy.usage())
                .isEqualTo(read(format, NO_WORDS, report(format)).usage());
        assertThat(lines(noisy))
                .contains("\"update\":\"terminal\",\"text\":\"warning: a word of another program", "npm notice")
                .contains("\"text\":\"All is done.\"")
                .doesNotContain("\u001b", "\\u001b", "\\r");
    }

    @Test
    void aTurnOfQwenThatWasResumedCountsOnlyWhatItUsedItself() throws IOException {
        String resumed = new String(report(AgentFormat.QWEN), StandardCharsets.UTF_8)
                .replace(
                        "\"usage\":{\"input_tokens\":2000,\"output_tokens\":100,\"cache_read_input_tokens\":800",
                        "\"usage\":{\"input_tokens\":9000,\"output_tokens\":900,\"cache_read_input_tokens\":4000");
        assertThat(resumed).contains("9000");
        assertThat(read(AgentFormat.QWEN, NO_WORDS, resumed.getBytes(StandardCharsets.UTF_8))
                        .usage())
                .containsExactly(new ModelUsage(
                        "qwen3-coder-plus",
                        tokens(1200, 800, Optional.empty(), 100, Optional.empty()),
                        Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TERMINAL")
    void whatOnlyMovesTheCursorIsNothingThatWasSaid(AgentFormat format) throws IOException {
        String report = new String(report(format), StandardCharsets.UTF_8) + "\u001b[?25h\r\n\u001b[?25h";
        assertThat(lines(read(format, NO_WORDS, report.getBytes(StandardCharsets.UTF_8))))
                .doesNotContain("\"update\":\"terminal\"");
    }

    /** As claude sets the title of its window, before and behind what it reports. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TERMINAL")
    void aTitleOfTheWindowIsNothingThatWasSaid(AgentFormat format) throws IOException {
        String title = "\u001b]0;✳ a title\u0007";
        String report = new String(report(format), StandardCharsets.UTF_8);
        String titled = title + report.replace("\n", title + "\r\n" + title);
        Transcript read = read(format, NO_WORDS, titled.getBytes(StandardCharsets.UTF_8));
        assertThat(lines(read))
                .doesNotContain("a title", "\uFFFD", "\"update\":\"terminal\"")
                .contains("All is done.");
        assertThat(read.usage())
                .isEqualTo(read(format, NO_WORDS, report(format)).usage());
    }

    private static TokenCounts tokens(
            long input, long cached, Optional<Long> written, long out, Optional<Long> thought) {
        return new TokenCounts(Optional.of(input), Optional.of(cached), written, Optional.of(out), thought);
    }

    @Test
    void tokensAreCountedOneWayWhateverAnAgentPutsInsideWhat() throws IOException {
        assertThat(read(AgentFormat.CLAUDE, NO_WORDS, report(AgentFormat.CLAUDE))
                        .usage())
                .containsExactly(new ModelUsage(
                        "claude-opus-4-8[1m]",
                        tokens(200, 1200, Optional.of(600L), 100, Optional.empty()),
                        Optional.of(new BigDecimal("0.00785"))));
        assertThat(read(AgentFormat.CODEX, List.of("codex", "-m", "gpt-5"), report(AgentFormat.CODEX))
                        .usage())
                .containsExactly(new ModelUsage(
                        "gpt-5", tokens(1200, 800, Optional.of(0L), 100, Optional.of(40L)), Optional.empty()));
        assertThat(read(AgentFormat.OPENCODE, NO_WORDS, report(AgentFormat.OPENCODE))
                        .usage())
                .containsExactly(new ModelUsage(
                        ModelUsage.UNNAMED,
                        tokens(1200, 800, Optional.of(0L), 100, Optional.of(40L)),
                        Optional.of(new BigDecimal("0.00168"))));
        assertThat(read(AgentFormat.GEMINI, NO_WORDS, report(AgentFormat.GEMINI))
                        .usage())
                .containsExactly(new ModelUsage(
                        "gemini-2.5-pro",
                        tokens(1200, 800, Optional.empty(), 100, Optional.of(40L)),
                        Optional.empty()));
        assertThat(read(AgentFormat.QWEN, NO_WORDS, report(AgentFormat.QWEN)).usage())
                .containsExactly(new ModelUsage(
                        "qwen3-coder-plus",
                        tokens(1200, 800, Optional.empty(), 100, Optional.empty()),
                        Optional.empty()));
        assertThat(read(AgentFormat.PI, NO_WORDS, report(AgentFormat.PI)).usage())
                .containsExactly(new ModelUsage(
                        "mock-model",
                        tokens(1200, 800, Optional.of(0L), 100, Optional.empty()),
                        Optional.of(new BigDecimal("0.00168"))));
        assertThat(read(AgentFormat.ACP, NO_WORDS, report(AgentFormat.ACP)).usage())
                .containsExactly(new ModelUsage(
                        ModelUsage.UNNAMED,
                        tokens(600, 1000, Optional.empty(), 50, Optional.empty()),
                        Optional.of(new BigDecimal("0.01"))));
    }

    @Test
    void whatClaudeUsesIsCountedBeforeItTellsTheSum() throws IOException {
        String report = new String(report(AgentFormat.CLAUDE), StandardCharsets.UTF_8);
        UsageMeter meter = new UsageMeter(AgentFormat.CLAUDE, NO_WORDS);
        assertThat(meter.usage().models()).isEmpty();
        for (byte b :
                report.substring(0, report.indexOf("{\"type\":\"result\"")).getBytes(StandardCharsets.UTF_8)) {
            meter.feed(new byte[] {b});
        }
        assertThat(meter.usage().models())
                .as("two messages, though the first one came in two lines")
                .containsExactly(new ModelUsage(
                        "claude-opus-4-8",
                        tokens(200, 1200, Optional.of(600L), 2, Optional.empty()),
                        Optional.empty()));
    }

    @Test
    void planAndPermissionAskOfTheProtocolAreKept() throws IOException {
        assertThat(lines(read(AgentFormat.ACP, NO_WORDS, report(AgentFormat.ACP))))
                .contains("\"update\":\"plan\",\"steps\":[{", "Say hello", "in_progress")
                .contains(
                        "\"update\":\"permission_ask\",\"id\":\"call_1\",\"title\":\"echo hello\",\"options\":[\"Allow\",\"Reject\"]");
    }

    @Test
    void aTerminalAloneIsTextAndTellsNothingOfUsage() {
        Transcript transcript = read(
                AgentFormat.TERMINAL, NO_WORDS, "one\r\n{\"type\":\"result\"}\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(lines(transcript))
                .contains("\"update\":\"terminal\",\"text\":\"one\\n{\\\"type\\\":\\\"result\\\"}");
        assertThat(transcript.usage()).isEmpty();
    }
}
