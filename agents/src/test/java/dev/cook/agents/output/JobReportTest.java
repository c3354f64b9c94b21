package dev.cook.agents.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.agents.backend.Variables;
import dev.cook.agents.session.JobSpec;
import dev.cook.domain.Oid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobReportTest {
    private static final String HEAD = "0123456789012345678901234567890123456789";

    @TempDir
    Path dir;

    private final Map<String, String> parts = new LinkedHashMap<>();

    @BeforeEach
    void complete() {
        parts.put("status", "0\n");
        parts.put("out", "hello");
        parts.put("timing", "O 0.1 5\n");
        parts.put("push", "");
        parts.put("dirty", "?? new\n");
        parts.put("head", HEAD + "\n");
        parts.put("refused", "not committed\n");
    }

    private byte[] tar() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Map.Entry<String, String> part : parts.entrySet()) {
            Ustar.write(tar, part.getKey(), part.getValue().getBytes(StandardCharsets.UTF_8));
        }
        Ustar.finish(tar);
        return tar.toByteArray();
    }

    private JobReport read(byte[] tar) throws IOException {
        return JobReport.read(new ByteArrayInputStream(tar), dir);
    }

    @Test
    void aReportIsRead() throws IOException {
        assertThat(read(tar()))
                .isEqualTo(new JobReport(
                        0,
                        dir.resolve("out"),
                        dir.resolve("timing"),
                        "?? new",
                        "",
                        Optional.of(new Oid(HEAD)),
                        "not committed",
                        Optional.empty()));
        assertThat(dir.resolve("out")).hasContent("hello");
        assertThat(dir.resolve("timing")).hasContent("O 0.1 5");
    }

    @Test
    void anEnvironmentOfAnEarlierVersionSaysNothingOfARefusal() throws IOException {
        parts.remove("refused");

        assertThat(read(tar()).doneRefused()).isEmpty();
    }

    @Test
    void reportsOfTestsLieInAFileOfTheirOwn() throws IOException {
        parts.put("tests", "file 5 a.tap\nok 1\n");

        assertThat(read(tar()).tests()).hasValue(dir.resolve("tests"));
        assertThat(dir.resolve("tests")).hasContent("file 5 a.tap\nok 1");
    }

    @Test
    void aHeadThatIsNoCommitCountsAsNone() throws IOException {
        parts.put("head", "main");

        assertThat(read(tar()).head()).isEmpty();
    }

    @Test
    void anEntryThatNobodyExpectsIsRefused() throws IOException {
        parts.put("../unexpected", "x");

        assertThatExceptionOfType(BadReport.class).isThrownBy(() -> read(tar()));
        assertThat(dir.resolve("../unexpected")).doesNotExist();
    }

    @Test
    void aStatusThatIsNoneIsRefused() {
        for (String status : List.of("", "256", "-1", "0x1", "zero", "1\n2")) {
            parts.put("status", status);
            assertThatThrownBy(
                            () -> JobReport.read(new ByteArrayInputStream(tar()), Files.createTempDirectory(dir, "r")))
                    .as(status)
                    .isInstanceOf(BadReport.class)
                    .hasMessageContaining("status");
        }
    }

    @Test
    void aReportThatLacksSomethingIsRefused() {
        parts.remove("timing");

        assertThatThrownBy(() -> read(tar())).hasMessage("the report lacks timing");
    }

    @Test
    void aSecondEntryOfANameIsRefused() throws IOException {
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        Ustar.write(twice, "status", new byte[] {'0'});
        twice.write(tar());

        assertThatThrownBy(() -> read(twice.toByteArray())).hasMessage("the report has two of status");
    }

    @Test
    void linksAndExtensionsAreRefused() throws IOException {
        for (char type : "12345670LKxgS".toCharArray()) {
            byte[] tar = tar();
            int old = tar[156];
            tar[156] = (byte) type;
            fixChecksum(tar);
            Path target = Files.createTempDirectory(dir, "r");
            if (type == old) {
                assertThat(JobReport.read(new ByteArrayInputStream(tar), target).status())
                        .isZero();
            } else {
                assertThatThrownBy(() -> JobReport.read(new ByteArrayInputStream(tar), target))
                        .as("type " + type)
                        .hasMessageContaining("ordinary files");
            }
        }
    }

    private static void fixChecksum(byte[] tar) {
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : tar[i] & 0xff;
        }
        byte[] digits = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, 148, 8);
    }

    @Test
    void anEntryThatClaimsToBeHugeIsRefusedBeforeItIsRead() throws IOException {
        byte[] tar = tar();
        System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, tar, 124, 11);
        fixChecksum(tar);

        assertThatThrownBy(() -> read(tar)).hasMessageContaining("longer than 16 bytes");
    }

    @Test
    void aReportThatBreaksOffIsRefused() throws IOException {
        byte[] whole = tar();
        for (int length = 0; length < whole.length - 1024; length += 100) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(BadReport.class)
                    .isThrownBy(
                            () -> JobReport.read(new ByteArrayInputStream(part), Files.createTempDirectory(dir, "r")));
        }
    }

    @Test
    void randomDamageIsRefusedOrHarmless() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            byte[] tar = tar();
            for (int i = 0; i < 3; i++) {
                tar[random.nextInt(tar.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(JobReport.read(new ByteArrayInputStream(tar), Files.createTempDirectory(dir, "r")))
                        .isNotNull();
            } catch (BadReport e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void aSpecIsATarThatTarReads() throws Exception {
        JobSpec spec = new JobSpec(
                List.of("agent", "-p", "it's\n$(x)"),
                "do it",
                new Variables(Map.of("KEY", "v'\n")),
                Duration.ofMinutes(2));
        try (var out = Files.newOutputStream(dir.resolve("spec.tar"))) {
            spec.writeTo(out);
        }
        Process tar = new ProcessBuilder("tar", "-xf", "spec.tar")
                .directory(dir.toFile())
                .start();

        assertThat(tar.waitFor()).isZero();
        assertThat(Files.readString(dir.resolve("argv/0002"))).isEqualTo("it's\n$(x)");
        assertThat(Files.readString(dir.resolve("env/KEY"))).isEqualTo("v'\n");
        assertThat(dir.resolve("timeout")).hasContent("120");
        assertThat(spec.toString()).doesNotContain("v'", "$(x)", "do it");
    }
}
