package dev.cook.agents.testreport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The dialects of real test runners, as they write them. */
class TestReportParserTest {
    private static TestReport parse(boolean passed, String... files) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (String file : files) {
            byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
            sent.writeBytes(("file " + bytes.length + " report\n").getBytes(StandardCharsets.UTF_8));
            sent.writeBytes(bytes);
        }
        return TestReportParser.parse(new ByteArrayInputStream(sent.toByteArray()), text -> text, passed);
    }

    private static List<String> told(TestReport report) {
        assertThat(report.problems()).isEmpty();
        assertThat(report.isComplete()).isTrue();
        return report.tests().stream()
                .map(test -> test.outcome().letter() + " " + test.name()
                        + (test.message().isEmpty() ? "" : ": " + test.message()))
                .toList();
    }

    @Test
    void surefire() throws IOException {
        TestReport report = parse(false, """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0.2" name="org.acme.SpoonTest" time="1.5" tests="6" errors="1" skipped="1" failures="1" flakes="1">
                  <properties><property name="java.version" value="25"/></properties>
                  <testcase name="holdsTea" classname="org.acme.SpoonTest" time="0.012"/>
                  <testcase name="bends" classname="org.acme.SpoonTest" time="1,234.5">
                    <failure message="expected: 1&#10; but was: 2" type="AssertionError"><![CDATA[java.lang.AssertionError: at]]></failure>
                    <rerunFailure message="again" type="AssertionError"><stackTrace>at</stackTrace></rerunFailure>
                    <system-out><![CDATA[<failure/>]]></system-out>
                  </testcase>
                  <testcase name="shines" classname="org.acme.SpoonTest" time="0.2">
                    <flakyFailure message="dull" type="E"><stackTrace>at x</stackTrace><system-out>o</system-out></flakyFailure>
                  </testcase>
                  <testcase name="floats" classname="org.acme.SpoonTest" time="0"><skipped message="not today"/></testcase>
                  <testcase name="melts" classname="org.acme.SpoonTest" time="0.1"><error type="NullPointerException">
                    java.lang.NullPointerException: no spoon
                    at org.acme.Spoon</error></testcase>
                  <testcase name="{int}[1]" classname="org.acme.SpoonTest" time="bad"/>
                </testsuite>
                """);

        assertThat(told(report))
                .containsExactly(
                        "P org.acme.SpoonTest.holdsTea",
                        "F org.acme.SpoonTest.bends: expected: 1 but was: 2",
                        "K org.acme.SpoonTest.shines: dull",
                        "S org.acme.SpoonTest.floats",
                        "F org.acme.SpoonTest.melts: java.lang.NullPointerException: no spoon",
                        "P org.acme.SpoonTest.{int}[1]");
        assertThat(report.tests().stream().map(TestResult::took))
                .containsExactly(
                        Optional.of(Duration.ofMillis(12)),
                        Optional.of(Duration.ofMillis(1_234_500)),
                        Optional.of(Duration.ofMillis(200)),
                        Optional.of(Duration.ZERO),
                        Optional.of(Duration.ofMillis(100)),
                        Optional.empty());
        assertThat(report.failures())
                .isEqualTo("2 of 6 tests failed: org.acme.SpoonTest.bends, org.acme.SpoonTest.melts");
    }

    @Test
    void pytest() throws IOException {
        assertThat(told(parse(false, """
                        <?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" time="0.03" timestamp="2026-11-30T12:00:00" hostname="h"><testcase classname="tests.test_tea" name="test_pours[earl grey]" time="0.001" /><testcase classname="tests.test_tea" name="test_steeps" time="0.002"><failure message="assert 3 == 4&#10; +  where 3 = steep()">def test_steeps():</failure></testcase><testcase classname="tests.test_tea" name="test_cools" time="0.000"><skipped type="pytest.skip" message="slow">here</skipped></testcase><testcase classname="" name="tests.test_broken" time="0.000"><error message="collection failure">E</error></testcase></testsuite></testsuites>
                        """)))
                .containsExactly(
                        "P tests.test_tea.test_pours[earl grey]",
                        "F tests.test_tea.test_steeps: assert 3 == 4 + where 3 = steep()",
                        "S tests.test_tea.test_cools",
                        "F pytest.tests.test_broken: collection failure");
    }

    @Test
    void jestRepeatsTheClassInTheName() throws IOException {
        assertThat(told(parse(true, """
                        <testsuites name="jest tests" tests="2" failures="0" errors="0" time="1.2">
                          <testsuite name="tea" errors="0" failures="0" skipped="0" timestamp="2026-11-30T12:00:00" time="0.9" tests="2">
                            <testcase classname="tea pours" name="tea pours" time="0.004"></testcase>
                            <testcase classname="tea" name="tea steeps" time="0.004"></testcase>
                          </testsuite>
                        </testsuites>
                        """))).containsExactly("P tea pours", "P tea steeps");
    }

    @Test
    void goJunitReportAndGotestsumWithTestsThatRanAgain() throws IOException {
        String again = """
                <testsuites tests="4" failures="1" errors="0" time="0.5">
                  <testsuite tests="4" failures="1" time="0.5" name="example.org/tea" timestamp="2026-11-30T12:00:00Z">
                    <properties><property name="go.version" value="go1.25"></property></properties>
                    <testcase classname="example.org/tea" name="TestPours" time="0.100"></testcase>
                    <testcase classname="example.org/tea" name="TestSteeps" time="0.200"><failure message="Failed" type="">tea_test.go:7</failure></testcase>
                    <testcase classname="example.org/tea" name="TestSteeps" time="0.300"></testcase>
                    <testcase classname="example.org/tea" name="TestCools/in_a_cup" time="0"><skipped message=""></skipped></testcase>
                  </testsuite>
                </testsuites>
                """;

        assertThat(told(parse(true, again)))
                .containsExactly(
                        "P example.org/tea.TestPours",
                        "K example.org/tea.TestSteeps: Failed",
                        "S example.org/tea.TestCools/in_a_cup");
        assertThat(told(parse(false, again)))
                .as(
                        "the gate failed: perhaps because of the one that failed, which may be another one of the same name")
                .contains("F example.org/tea.TestSteeps: Failed");
        assertThat(parse(true, again).tests().get(1).took()).hasValue(Duration.ofMillis(500));
    }

    @Test
    void suitesInSuitesAndWhatASuiteItselfSuffers() throws IOException {
        assertThat(told(parse(false, """
                        <testsuites><testsuite name="all"><testsuite name="cups"><error message="no cups">x</error>
                        <testcase name="one"/></testsuite><testcase name="two"/></testsuite></testsuites>
                        """))).containsExactly("F cups: no cups", "P cups.one", "P all.two");
    }

    @Test
    void anEmptyReportHasNoTestsAndNoProblem() throws IOException {
        TestReport report = parse(true, "<testsuites/>", "1..0 # SKIP nothing to do\n");

        assertThat(report.problems()).isEmpty();
        assertThat(report.total()).isZero();
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void theSameFileInWideLetters() throws IOException {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><testsuite><testcase name=\"täglich\"/></testsuite>";
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_16);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(("file " + bytes.length + " wide.xml\n").getBytes(StandardCharsets.UTF_8));
        sent.writeBytes(bytes);

        assertThat(told(TestReportParser.parse(new ByteArrayInputStream(sent.toByteArray()), text -> text, true)))
                .containsExactly("P täglich");
    }

    @Test
    void theSameFileInTheEncodingThatItNames() throws IOException {
        byte[] bytes =
                "<?xml version='1.0' encoding='iso-8859-1'?>\n<testsuite><testcase name='caf\u00e9'/></testsuite>"
                        .getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(("file " + bytes.length + " latin.xml\n").getBytes(StandardCharsets.UTF_8));
        sent.writeBytes(bytes);

        assertThat(told(TestReportParser.parse(new ByteArrayInputStream(sent.toByteArray()), text -> text, true)))
                .containsExactly("P caf\u00e9");
        assertThat(told(parse(true, "\ufeff\n<testsuite><testcase name='a'/></testsuite>")))
                .containsExactly("P a");
    }

    @Test
    void tapOfVersion13() throws IOException {
        assertThat(told(parse(false, """
                        TAP version 13
                        # a comment
                        1..7
                        ok 1 - pours # time=12.5ms
                        not ok 2 - steeps
                          ---
                          message: 'too cold'
                          stack: |-
                            ok 9 - not a test
                          ...
                        ok 3 cools # SKIP no cup
                        not ok 4 - stirs # todo later
                        ok
                        not ok 6
                        ok 7 - hashes \\# and more
                        okay, something else
                        """)))
                .containsExactly(
                        "P pours", "F steeps", "S cools", "S stirs", "P test 5", "F test 6", "P hashes # and more");
    }

    @Test
    void tapOfVersion14WithTestsInTests() throws IOException {
        assertThat(told(parse(false, """
                        TAP version 14
                            # Subtest: kettle
                            ok 1 - boils
                            not ok 2 - whistles
                                # Subtest: lid
                                ok 1 - fits
                                1..1
                            ok 3 - lid
                            1..3
                        not ok 1 - kettle
                            # Subtest: cup
                            ok 1 - holds
                            1..1
                        not ok 2 - cup
                        1..2
                        """)))
                .as("a test is told of by the tests in it, unless it fails where none of them does")
                .containsExactly(
                        "P kettle > boils", "F kettle > whistles", "P kettle > lid > fits", "P cup > holds", "F cup");
    }

    @Test
    void tapAsNodeWritesIt() throws IOException {
        assertThat(told(parse(false, """
                        TAP version 13
                        # Subtest: tea
                            # Subtest: pours
                            ok 1 - pours
                              ---
                              duration_ms: 0.5
                              ...
                            # Subtest: steeps
                            not ok 2 - steeps
                            1..2
                        not ok 1 - tea
                        # Subtest: alone
                        ok 2 - alone
                        1..2
                        """))).containsExactly("P tea > pours", "F tea > steeps", "P alone");
    }

    @Test
    void whatIsMissingOfATapReportIsSaid() throws IOException {
        assertThat(parse(false, "1..3\nok 1\nok 2\n").problems()).containsExactly("report has 2 of 3 planned tests");
        assertThat(parse(false, "ok 1 - a\nBail out! no water\n").problems())
                .containsExactly("report ends with \"Bail out! no water\"");
        assertThat(parse(false, "hello\n").problems())
                .containsExactly("report is neither JUnit XML nor TAP (Test Anything Protocol)");
        assertThat(parse(false, "").problems()).containsExactly("report is empty");
    }

    @Test
    void whatTheEnvironmentSaysAndWhereNothingIs() throws IOException {
        assertThat(TestReportParser.parse(
                                new ByteArrayInputStream("problem too many files\n".getBytes(StandardCharsets.UTF_8)),
                                text -> text,
                                true)
                        .problems())
                .containsExactly("too many files");
        assertThat(parse(true).problems()).singleElement().asString().contains("the run wrote no file");
    }

    @Test
    void aSecretIsStruckBeforeANameIsCut() throws IOException {
        String name = "x".repeat(TestResult.LONGEST_NAME - 12) + "hunter2hunter2";
        byte[] xml = ("<testsuite><testcase name=\"" + name + "\"><failure message=\"hunter&#50;hunter2\"/></testcase>"
                        + "</testsuite>")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(("file " + xml.length + " x\n").getBytes(StandardCharsets.UTF_8));
        sent.writeBytes(xml);

        TestReport report = TestReportParser.parse(
                new ByteArrayInputStream(sent.toByteArray()),
                text -> text.replace("hunter2hunter2", "[secret]"),
                false);

        assertThat(report.tests()).singleElement().satisfies(test -> {
            assertThat(test.name()).doesNotContain("hunter").hasSizeLessThanOrEqualTo(TestResult.LONGEST_NAME);
            assertThat(test.message()).isEqualTo("[secret]");
            assertThat(test.outcome()).isEqualTo(TestOutcome.FAILED);
        });
    }
}
