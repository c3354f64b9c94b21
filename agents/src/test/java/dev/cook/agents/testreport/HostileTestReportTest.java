package dev.cook.agents.testreport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a branch that means harm: each is read in a moment, and nothing comes of it but a sentence. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileTestReportTest {
    private static final String SUITE = "<testsuite><testcase name=\"a\"/>";

    private static TestReport parse(byte[] file) throws IOException {
        return parse(file.length, new ByteArrayInputStream(file));
    }

    private static TestReport parse(String file) throws IOException {
        return parse(file.getBytes(StandardCharsets.UTF_8));
    }

    private static TestReport parse(long size, InputStream file) throws IOException {
        return TestReportParser.parse(
                new SequenceInputStream(
                        new ByteArrayInputStream(("file " + size + " r.xml\n").getBytes(StandardCharsets.UTF_8)), file),
                text -> text,
                false);
    }

    /** A text again and again. */
    private static TestReport repeated(String head, String text, int times, String tail) throws IOException {
        byte[] one = text.getBytes(StandardCharsets.UTF_8);
        long size = head.length() + (long) one.length * times + tail.length();
        return parse(
                size,
                new SequenceInputStream(Collections.enumeration(Stream.concat(
                                Stream.concat(
                                        Stream.of(stream(head)),
                                        Stream.generate(() -> new ByteArrayInputStream(one))
                                                .limit(times)),
                                Stream.of(stream(tail)))
                        .collect(Collectors.toList()))));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void entitiesAreNeitherExpandedNorFetched(@TempDir Path dir) throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "classified");
        StringBuilder laughs = new StringBuilder("<!DOCTYPE t [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 40; i++) {
            laughs.append("<!ENTITY a" + i + " \"&a" + (i - 1) + ";&a" + (i - 1) + ";\">");
        }
        for (String doctype : List.of(
                laughs + "]>",
                "<!DOCTYPE t [<!ENTITY a39 SYSTEM \"" + secret.toUri() + "\">]>",
                "<!DOCTYPE t SYSTEM \"" + secret.toUri() + "\">",
                "<!DOCTYPE t [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]>",
                "")) {
            TestReport report = parse("<?xml version=\"1.0\"?>" + doctype
                    + "<testsuite><testcase name=\"a\"><failure>&a39;</failure></testcase></testsuite>");

            assertThat(report.problems()).as(doctype).hasSize(1);
            assertThat(report.toString()).doesNotContain("haha", "classified");
            assertThat(report.isComplete()).isFalse();
        }
    }

    @Test
    void elementsWithoutEndAreTooDeep() throws IOException {
        assertThat(repeated("", "<testsuite>", 1_000_000, "").problems())
                .containsExactly("r.xml has elements more than 50 deep");
        assertThat(repeated(SUITE + "<testcase><failure>", "<x>", 1_000_000, "").problems())
                .containsExactly("r.xml has elements more than 50 deep");
    }

    @Test
    void aMillionTestsAreReadUpToABound() throws IOException {
        TestReport report = repeated("<testsuite>", "<testcase name=\"a\"/>", 1_000_000, "</testsuite>");
        assertThat(report.problems()).containsExactly("r.xml has more than 100,000 tests; the others were not read");
        assertThat(report.tests()).hasSize(1);

        StringBuilder names = new StringBuilder("1..50000\n");
        for (int i = 0; i < 50_000; i++) {
            names.append(i < 48_000 ? "ok" : "not ok").append(" - t").append(i).append('\n');
        }
        TestReport many = parse(names.toString());
        assertThat(many.tests()).hasSize(TestReport.MOST_TESTS + TestReport.MOST_FAILED_BESIDE);
        assertThat(many.with(TestOutcome.FAILED)).hasSize(TestReport.MOST_FAILED_BESIDE);
        assertThat(many.total()).isEqualTo(50_000);
        assertThat(many.isComplete()).isFalse();
    }

    @Test
    void aNameAsLongAsAFileIsCutAndStaysItself() throws IOException {
        String flood = "a".repeat(8 << 20);
        TestReport report = parse("<testsuite name=\"" + flood + "\">" + "<testcase name=\"1\"/>".repeat(50_000)
                + "<testcase name=\"" + flood + "b\"><failure message=\"" + flood + "\"/></testcase></testsuite>");
        TestReport other = parse("<testsuite><testcase name=\"" + flood + "c\"/></testsuite>");

        assertThat(report.tests())
                .hasSize(2)
                .allSatisfy(test -> assertThat(test.name().length()).isLessThanOrEqualTo(TestResult.LONGEST_NAME))
                .noneSatisfy(test -> assertThat(test.name())
                        .isEqualTo(other.tests().getFirst().name()));
    }

    @Test
    void aLineWithoutEndAndALineOfNothingButDirectives() throws IOException {
        assertThat(repeated("not ok 1 - ", "x", 20_000_000, "").tests())
                .singleElement()
                .satisfies(test -> assertThat(test.outcome()).isEqualTo(TestOutcome.FAILED));
        assertThat(repeated("", "ok " + "# ".repeat(4_000) + "\n", 2_000, "").tests())
                .isNotEmpty();
        assertThat(repeated("", "    ".repeat(2_000) + "ok\n", 500, "").problems())
                .containsExactly("r.xml has tests more than 20 deep");
    }

    @Test
    void whatIsNotTextIsNoReport() throws IOException {
        assertThat(parse(new byte[] {'<', 't', (byte) 0xff, (byte) 0xfe, 0, '>'})
                        .problems())
                .hasSize(1);
        assertThat(parse("<testsuite><testcase name=\"caf\u00e9\"/></testsuite>".getBytes(StandardCharsets.ISO_8859_1))
                        .tests())
                .singleElement()
                .satisfies(test -> assertThat(test.name()).isEqualTo("caf\ufffd"));
        assertThat(parse("<html><body/></html>").problems())
                .singleElement()
                .asString()
                .contains("root element");
    }

    @Test
    void whatCouldDeceiveATerminalOrAnAgentIsOneBoundedLineOfPrintableText() throws IOException {
        TestReport report = parse("not ok 1 - \u001b[2K\u202eyas\u0007\u0000 \r x\nnot ok 2\n");

        assertThat(report.failures()).isEqualTo("2 of 2 tests failed: �[2K�yas�� x, test 2");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            many.append("not ok - ").append(i).append("y".repeat(500)).append('\n');
        }
        assertThat(parse(many.toString()).failures())
                .hasSizeLessThan(800)
                .startsWith("1,000 of 1,000 tests failed: 0yyy")
                .endsWith(" and 995 more");
    }

    @Test
    void afterABadFileTheOthersAreRead() throws IOException {
        String bad = "<testsuite><testcase name='one'/>";
        String good = "ok - two\n";
        String sent = "file " + bad.length() + " a.xml\n" + bad + "file " + good.length() + " b.tap\n" + good
                + "file 900 c.tap\nok - three\n";

        TestReport report = TestReportParser.parse(stream(sent), text -> text, true);

        assertThat(report.tests().stream().map(TestResult::name)).containsExactly("one", "two", "three");
        assertThat(report.problems())
                .containsExactly("a.xml is not well-formed XML (line 1)", "c.tap arrived incomplete");
    }

    @Test
    void whateverComesIsReadToTheEnd() throws IOException {
        Random random = new Random(12);
        String[] words = {
            "<testsuite>",
            "</testsuite>",
            "<testcase name=\"x\"",
            "/>",
            ">",
            "<failure",
            "</testcase>",
            "&a;",
            "ok 1",
            "not ok",
            "\n",
            "    ",
            "1..2",
            "# SKIP",
            "  ---\n",
            "  ...\n",
            "{",
            "file 3 x\n",
            "problem ",
            "\u0000",
            "é",
            "<![CDATA[",
            "]]>",
            "<!--",
            "<!DOCTYPE x []>",
            "# Subtest: q",
            "<?xml version=\"1.0\"?>",
            "Bail out!"
        };
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            TestReport report = round % 2 == 0
                    ? parse(bytes)
                    : TestReportParser.parse(new ByteArrayInputStream(bytes), one -> one, round % 3 == 0);

            assertThat(report.tests().isEmpty() && report.problems().isEmpty() && report.total() > 0)
                    .as(text.toString())
                    .isFalse();
        }
    }
}
