package dev.cook.domain;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tests that a gate's run reported. The report was written where the branch's own code ran, so it may say anything: it
 * explains a verdict, and never makes one.
 *
 * @param total how many tests it tells of, also those that are not kept
 * @param tests by name, each once
 * @param problems what could not be read of it, for people; empty: all of it was read
 */
public record TestReport(int total, List<TestResult> tests, List<String> problems) {
    /** Tests kept of one run; of more, the first, and those that failed. The largest suites of one gate have about as many. */
    public static final int MOST_TESTS = 20_000;

    /** Failed tests kept beyond that. */
    public static final int MOST_FAILED_BESIDE = 1_000;

    /** Problems kept of one run: the first ones tell what is wrong. */
    public static final int MOST_PROBLEMS = 10;

    /** Characters of a problem. */
    public static final int LONGEST_PROBLEM = 400;

    /** Tests that are named on one line. */
    private static final int NAMED = 5;

    /** Characters of a name on one line. */
    private static final int LONGEST_NAMED = 120;

    public TestReport {
        tests = List.copyOf(tests);
        problems = List.copyOf(problems);
        if (total < tests.size()) {
            throw new IllegalArgumentException(total + " tests, and " + tests.size() + " of them");
        }
    }

    /** A report of which nothing could be read. */
    public static TestReport unread(String problem) {
        return new TestReport(0, List.of(), List.of(problem));
    }

    public List<TestResult> with(TestOutcome outcome) {
        return tests.stream().filter(test -> test.outcome() == outcome).toList();
    }

    /** Whether nothing of it is missing, as far as the report itself lets anybody see. */
    public boolean isComplete() {
        return problems.isEmpty() && total == tests.size();
    }

    /** The failed tests on one line, such as {@code 2 of 1,204 tests failed: FooTest.bar, FooTest.baz}; empty where none did. */
    public String failures() {
        List<TestResult> failed = with(TestOutcome.FAILED);
        return failed.isEmpty()
                ? ""
                : Text.grouped(failed.size()) + " of " + Text.grouped(total) + (total == 1 ? " test" : " tests")
                        + " failed: " + named(failed);
    }

    /** A few names, and how many there are besides. */
    public static String named(List<TestResult> tests) {
        int shown = tests.size() > NAMED + 1 ? NAMED : tests.size();
        Stream<String> names =
                tests.stream().limit(shown).map(TestResult::name).map(name -> Text.shortened(name, LONGEST_NAMED));
        int more = tests.size() - shown;
        return names.collect(Collectors.joining(", ")) + (more == 0 ? "" : " and " + Text.grouped(more) + " more");
    }
}
