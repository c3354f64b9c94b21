package dev.cook.gates;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run's tests say beside those of other runs that judged the same content. Pure.
 *
 * @param tests of the run, each flaky that failed and passed, within it or beside another run
 */
record TestFindings(List<TestResult> tests) {
    TestFindings {
        tests = List.copyOf(tests);
    }

    /** @param others reports of other runs of the same content */
    static TestFindings of(TestReport report, List<TestReport> others) {
        Set<String> passed = new HashSet<>();
        Set<String> failed = new HashSet<>();
        for (TestReport other : others) {
            for (TestResult test : other.tests()) {
                switch (test.outcome()) {
                    case PASSED -> passed.add(test.name());
                    case FAILED -> failed.add(test.name());
                    case FLAKY, SKIPPED -> {}
                }
            }
        }
        List<TestResult> compared = new ArrayList<>();
        for (TestResult test : report.tests()) {
            boolean otherwise =
                    switch (test.outcome()) {
                        case PASSED -> failed.contains(test.name());
                        case FAILED -> passed.contains(test.name());
                        case FLAKY, SKIPPED -> false;
                    };
            compared.add(otherwise ? test.with(TestOutcome.FLAKY) : test);
        }
        return new TestFindings(compared);
    }

    /** Those that passed and failed. */
    List<TestResult> flaky() {
        return tests.stream()
                .filter(test -> test.outcome() == TestOutcome.FLAKY)
                .toList();
    }
}
