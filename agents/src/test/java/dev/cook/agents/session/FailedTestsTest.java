package dev.cook.agents.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedTestsTest {
    private static TestResult failed(String name, String message) {
        return new TestResult(name, TestOutcome.FAILED, Optional.empty(), message);
    }

    @Test
    void eachFailedTestIsALineAndOthersAreNone() {
        assertThat(FailedTests.told(new TestReport(
                        3,
                        List.of(
                                failed("FooTest.bar", "expected 1"),
                                new TestResult("FooTest.good", TestOutcome.PASSED, Optional.empty(), ""),
                                failed("FooTest.baz", "")),
                        List.of())))
                .isEqualTo("Failed tests:\n- FooTest.bar: expected 1\n- FooTest.baz\n\n");
        assertThat(FailedTests.told(TestReport.unread("empty"))).isEmpty();
    }

    @Test
    void howeverManyFailItIsAFewLines() {
        List<TestResult> many = IntStream.range(0, 5_000)
                .mapToObj(i -> failed("t" + i + "x".repeat(250), "y".repeat(500)))
                .toList();

        String told = FailedTests.told(new TestReport(5_000, many, List.of()));

        assertThat(told).hasSizeLessThan(8_200).endsWith("and 4,980 more\n\n");
        assertThat(told.lines()).hasSize(23);
    }
}
