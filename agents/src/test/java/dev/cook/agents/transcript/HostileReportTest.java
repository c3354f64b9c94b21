package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.AgentFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** An environment may write anything: what comes out is bounded, lines of JSON, and nothing is thrown. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileReportTest {
    private static Transcript read(AgentFormat format, byte[] written) {
        TurnReader reader = new TurnReader(format, List.of(), 1, "prompt");
        reader.feed(written, Optional.empty());
        return reader.end(_ -> List.of());
    }

    private static List<String> lines(Transcript transcript) {
        List<String> lines =
                new String(transcript.lines(), StandardCharsets.UTF_8).lines().toList();
        lines.forEach(line ->
                assertThat(JsonMapper.shared().readTree(line).isObject()).isTrue());
        return lines;
    }

    @ParameterizedTest
    @EnumSource
    void garbageMadeOfReportsIsReadToTheEnd(AgentFormat format) throws IOException {
        String name = (format == AgentFormat.TERMINAL ? "claude" : format.name().toLowerCase(Locale.ROOT)) + ".jsonl";
        byte[] report;
        try (InputStream in = Objects.requireNonNull(HostileReportTest.class.getResourceAsStream(name))) {
            report = in.readAllBytes();
        }
        Random random = new Random(7);
        String[] values = {"null", "[]", "{}", "\"x\"", "-1", "1e999", "true", "99999999999999999999", "\"1e9\""};
        for (int round = 0; round < 300; round++) {
            byte[] bent = report.clone();
            for (int i = 0; i < 20; i++) {
                bent[random.nextInt(bent.length)] = (byte) random.nextInt(256);
            }
            lines(read(format, bent));
            String value = values[random.nextInt(values.length)];
            // A value of the wrong sort in place of each sort of value.
            String wrong = new String(report, StandardCharsets.UTF_8)
                    .replaceAll(round % 2 == 0 ? ":[0-9.]+" : ":\"[^\"]{0,40}\"", ":" + value);
            Transcript transcript = read(format, wrong.getBytes(StandardCharsets.UTF_8));
            lines(transcript);
            transcript.usage().forEach(usage -> usage.tokens().output().ifPresent(count -> assertThat(count)
                    .isNotNegative()));
        }
    }

    @Test
    void aNumberAsTextCountsAndAnAbsurdOneDoesNot() {
        String line = "{\"type\":\"result\",\"total_cost_usd\":\"0.5\",\"usage\":{\"input_tokens\":\"12\","
                + "\"output_tokens\":99999999999999999999,\"cache_read_input_tokens\":-5}}\n";
        assertThat(read(AgentFormat.CLAUDE, line.getBytes(StandardCharsets.UTF_8))
                        .usage())
                .singleElement()
                .satisfies(usage -> {
                    assertThat(usage.tokens().input()).hasValue(12L);
                    assertThat(usage.tokens().output()).isEmpty();
                    assertThat(usage.tokens().cachedInput()).isEmpty();
                    assertThat(usage.reportedUsd()).hasValue(new java.math.BigDecimal("0.5"));
                });
    }

    @Test
    void aLineThatIsTooLongIsNamedAndTheNextOneIsRead() {
        byte[] written = ("{\"type\":\"assistant\",\"x\":\"" + "y".repeat(LineSplitter.LONGEST) + "\"}\nafter\n")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(String.join("\n", lines(read(AgentFormat.CLAUDE, written))))
                .contains("too long to parse", "\"text\":\"after\"")
                .hasSizeLessThan(1_000);
    }

    @Test
    void deepJsonIsText() {
        byte[] written =
                ("{\"type\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}\n").getBytes(StandardCharsets.UTF_8);
        assertThat(lines(read(AgentFormat.CLAUDE, written))).last().asString().contains("\"update\":\"terminal\"");
    }

    @Test
    void aTranscriptIsBoundedAndStillTellsWhatWasUsed() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        byte[] message = ("{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\""
                        + "z".repeat(50_000) + "\"}]}}\n")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 400; i++) {
            written.writeBytes(message);
        }
        written.writeBytes("{\"type\":\"result\",\"total_cost_usd\":2.5}\n".getBytes(StandardCharsets.UTF_8));
        Transcript transcript = read(AgentFormat.CLAUDE, written.toByteArray());
        assertThat(transcript.lines().length).isLessThan(TranscriptWriter.MOST_BYTES + 1_000);
        assertThat(lines(transcript))
                .anyMatch(line -> line.contains("\"update\":\"cut\""))
                .last()
                .asString()
                .contains("\"reportedUsd\":2.5");
    }

    @Test
    void tensOfMegabytesOfShortLinesAreReadInSeconds() {
        Transcript transcript =
                read(AgentFormat.CLAUDE, "a line\n".repeat(8_000_000).getBytes(StandardCharsets.UTF_8));
        assertThat(transcript.lines().length).isBetween(TranscriptWriter.MOST_BYTES / 2, TranscriptWriter.MOST_BYTES);
        assertThat(lines(transcript)).last().asString().contains("\"update\":\"cut\"");
    }

    @Test
    void whatIsNoTextAndWhatDrawsOnATerminalIsMadePlain() {
        byte[] written = "a\u001b[31mred\u001b]0;title\u0007\u202Eb\n".getBytes(StandardCharsets.UTF_8);
        written[0] = (byte) 0xff;
        assertThat(lines(read(AgentFormat.TERMINAL, written))).last().asString().contains("\uFFFDred\uFFFDb");
    }
}
