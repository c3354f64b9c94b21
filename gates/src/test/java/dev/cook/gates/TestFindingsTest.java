package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestFindingsTest {
    /** Written as letters and names: {@code "Pone Ftwo"}. */
    private static TestReport report(String tests) {
        List<TestResult> results = new ArrayList<>();
        for (String word : tests.split(" ")) {
            if (!word.isEmpty()) {
                results.add(new TestResult(word.substring(1), TestOutcome.of(word.charAt(0)), Optional.empty(), ""));
            }
        }
        return new TestReport(results.size(), results, List.of());
    }

    private static String compared(String own, String... others) {
        StringBuilder words = new StringBuilder();
        for (TestResult test : TestFindings.of(
                        report(own),
                        List.of(others).stream().map(TestFindingsTest::report).toList())
                .tests()) {
            words.append(words.isEmpty() ? "" : " ")
                    .append(test.outcome().letter())
                    .append(test.name());
        }
        return words.toString();
    }

    @Test
    void whatPassedAndFailedOnTheSameContentIsFlakyWhicheverCameFirst() {
        assertThat(compared("Pa Fb Pc Fd Se", "Fa Pb Pc Fd Fe")).isEqualTo("Ka Kb Pc Fd Se");
        assertThat(compared("Pa Fb", "Pa Fb", "Fa")).isEqualTo("Ka Fb");
        assertThat(compared("Ka Pb")).isEqualTo("Ka Pb");
    }

    @Test
    void whatWasSkippedFlakyOrAbsentElsewhereProvesNothing() {
        assertThat(compared("Pa Fb Fc", "Sa Kb")).isEqualTo("Pa Fb Fc");
    }

    @Test
    void aTestThatFailsInEveryRunIsNeverFlaky() {
        Random random = new Random(7);
        String letters = "PFKS";
        for (int round = 0; round < 2_000; round++) {
            List<String> reports = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                reports.add("Fbad " + letters.charAt(random.nextInt(4)) + "other");
            }
            assertThat(compared(
                            reports.getFirst(),
                            reports.subList(1, reports.size()).toArray(String[]::new)))
                    .startsWith("Fbad ");
        }
    }
}
