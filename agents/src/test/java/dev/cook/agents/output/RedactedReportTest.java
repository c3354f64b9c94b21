package dev.cook.agents.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.JobId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No canary survives a report, however it is cut into moments. */
class RedactedReportTest {
    private static final String CANARY = "canary-0123456789";
    private static final Redaction REDACTION = new Redaction(Map.of("KEY", CANARY));
    private static final String HEADING = "Script started on 2026-11-24 [COMMAND=\"x\"]\n";
    private static final String FOOTING = "\nScript done on 2026-11-24 [COMMAND_EXIT_CODE=\"0\"]\n";

    @TempDir
    private Path directory;

    private JobReport report(String data, String timing) throws IOException {
        Path out = Files.writeString(directory.resolve("out"), data);
        Path moments = Files.writeString(directory.resolve("timing"), timing);
        return new JobReport(
                0,
                out,
                moments,
                " M " + CANARY,
                "denied " + CANARY,
                Optional.empty(),
                "left " + CANARY,
                Optional.empty());
    }

    private static String cast(JobReport report) throws IOException {
        ByteArrayOutputStream cast = new ByteArrayOutputStream();
        Recording.write(
                new ByteArrayInputStream(Files.readAllBytes(report.out())),
                new ByteArrayInputStream(Files.readAllBytes(report.timing())),
                cast,
                Instant.EPOCH,
                "job",
                0);
        return cast.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aSecretThatComesInSeveralMomentsIsStruckAndEveryOtherByteKeepsItsTime() throws IOException {
        String body = "one " + CANARY + " two\r\n" + CANARY + "three\r\n";
        for (int size = 1; size <= body.length(); size++) {
            StringBuilder timing = new StringBuilder("H 0.0 COLUMNS 100\nH 0.0 LINES 30\n");
            for (int from = 0; from < body.length(); from += size) {
                timing.append("O 0.5 ")
                        .append(Math.min(size, body.length() - from))
                        .append('\n');
            }
            JobReport redacted = RedactedReport.of(report(HEADING + body + FOOTING, timing.toString()), REDACTION);
            StringBuilder shown = new StringBuilder();
            cast(redacted)
                    .lines()
                    .filter(line -> line.contains("\"o\""))
                    .forEach(line -> shown.append(line.replaceAll("^.*\"o\",\"(.*)\"]$", "$1")));
            assertThat(shown.toString()).isEqualTo("one [secret KEY] two\\r\\n[secret KEY]three\\r\\n");
            assertThat(cast(redacted)).contains("\"cols\":100", "\"rows\":30");
            assertThat(ScriptOutput.body(Files.readAllBytes(redacted.out())))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("one [secret KEY] two\r\n[secret KEY]three\r\n");
            assertThat(redacted.dirty() + redacted.pushRefused())
                    .doesNotContain("canary")
                    .contains("[secret KEY]");
        }
    }

    @Test
    void aTimingThatLiesHidesNothing() throws IOException {
        for (String timing :
                new String[] {"", "O 1 3\n", "O 1 99999\n", "O 1 -5\n", "O x y\nO 1 999999999999999\n", "\0\n"}) {
            JobReport redacted = RedactedReport.of(report(HEADING + "a" + CANARY + "b" + CANARY, timing), REDACTION);
            assertThat(Files.readString(redacted.out())).endsWith("a[secret KEY]b[secret KEY]");
            assertThat(cast(redacted)).doesNotContain("canary");
        }
        JobReport headless = RedactedReport.of(report(CANARY, ""), REDACTION);
        assertThat(Files.readString(headless.out())).isEqualTo("[secret KEY]");
    }

    @Test
    void whatEndsLikeTheBeginningOfASecretIsKept() throws IOException {
        String body = "ends with canary-01";
        JobReport redacted =
                RedactedReport.of(report(HEADING + body + FOOTING, "O 1 " + body.length() + "\n"), REDACTION);
        assertThat(cast(redacted)).contains("ends with").contains("canary-01");
        assertThat(ScriptOutput.body(Files.readAllBytes(redacted.out())))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(body);
    }

    @Test
    void whoListensWhileAJobRunsHearsNoSecretThatIsCut() {
        LiveOutput live = new LiveOutput();
        RedactedOutput redacted = new RedactedOutput(REDACTION, live);
        EnvironmentJob job = new EnvironmentJob(new EnvironmentId(7), new JobId(1));
        EnvironmentJob other = new EnvironmentJob(new EnvironmentId(7), new JobId(2));
        for (byte b : ("is " + CANARY + ".").getBytes(StandardCharsets.UTF_8)) {
            redacted.output(job, new byte[] {b});
            redacted.output(other, new byte[] {'c'});
        }
        assertThat(live.tail(job.job()).orElseThrow())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("is [secret KEY].");
        assertThat(live.tail(other.job()).orElseThrow())
                .asString(StandardCharsets.UTF_8)
                .startsWith("ccc");
    }
}
