package dev.cook.agents.testreport;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import dev.cook.domain.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Collects the tests of all files of a report, each name once, within bounds; texts are cleaned as they come. */
final class TestCases {
    /** Tests that are looked at; an empty one takes 20 bytes, so a file within its bound could hold a million. */
    static final int MOST_SEEN = 100_000;

    /** Of a name that is cut, hexadecimal digits that tell it from others that begin alike. */
    private static final int DIGITS = 8;

    /** Longer times are nonsense, and sums of them would overflow: a month. */
    private static final Duration LONGEST = Duration.ofDays(31);

    private final UnaryOperator<String> redact;
    private final boolean passed;
    private final Map<String, TestResult> tests = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int seen;
    private int failedBeside;
    private int lost;

    /**
     * Starts empty.
     *
     * @param redact strikes out secrets
     * @param passed whether the gate's command ended with exit status 0: then a test that failed and passed was run again
     */
    TestCases(UnaryOperator<String> redact, boolean passed) {
        this.redact = redact;
        this.passed = passed;
    }

    /**
     * Adds a test, or another run of one that was told of already.
     *
     * @param name as the file has it
     * @param message as the file has it; empty for none
     * @throws UnreadableReport if there are too many
     */
    void add(String name, TestOutcome outcome, Optional<Duration> took, String message) throws UnreadableReport {
        if (++seen > MOST_SEEN) {
            throw new UnreadableReport("has more than " + Text.grouped(MOST_SEEN) + " tests; the others were not read");
        }
        TestResult test = new TestResult(
                name(name),
                outcome,
                took.filter(length -> !length.isNegative() && length.compareTo(LONGEST) <= 0),
                outcome == TestOutcome.PASSED || outcome == TestOutcome.SKIPPED ? "" : message(message));
        TestResult before = tests.get(test.name());
        if (before != null) {
            tests.put(test.name(), merged(before, test));
        } else if (tests.size() < TestReport.MOST_TESTS) {
            tests.put(test.name(), test);
        } else if (outcome == TestOutcome.FAILED && failedBeside < TestReport.MOST_FAILED_BESIDE) {
            failedBeside++;
            tests.put(test.name(), test);
        } else {
            lost++;
        }
    }

    /** Says what could not be read; the text may come from a file. */
    void problem(String text) {
        if (problems.size() < TestReport.MOST_PROBLEMS) {
            problems.add(Text.shortened(Text.printable(redact.apply(text)), TestReport.LONGEST_PROBLEM));
        }
    }

    TestReport report() {
        if (lost > 0) {
            problem("the report has more than " + Text.grouped(TestReport.MOST_TESTS) + " tests; " + Text.grouped(lost)
                    + " were not kept");
        }
        return new TestReport(tests.size() + lost, List.copyOf(tests.values()), problems);
    }

    private TestResult merged(TestResult one, TestResult other) {
        TestOutcome outcome = merged(one.outcome(), other.outcome());
        Optional<Duration> took = one.took().isPresent() && other.took().isPresent()
                ? Optional.of(one.took().get().plus(other.took().get()))
                        .filter(length -> length.compareTo(LONGEST) <= 0)
                : one.took().or(other::took);
        return new TestResult(one.name(), outcome, took, one.message().isEmpty() ? other.message() : one.message());
    }

    /** The worse of two runs of one test; where the gate passed all the same, the later one made good what the other found. */
    private TestOutcome merged(TestOutcome one, TestOutcome other) {
        if (one == other || other == TestOutcome.SKIPPED) {
            return one;
        }
        if (one == TestOutcome.SKIPPED) {
            return other;
        }
        return passed || (one != TestOutcome.FAILED && other != TestOutcome.FAILED)
                ? TestOutcome.FLAKY
                : TestOutcome.FAILED;
    }

    /** The name of what holds many tests, cleaned once: the names of all of them begin with it. */
    String suite(String raw) {
        return raw.isBlank() ? "" : name(raw);
    }

    /** Secrets go before anything is cut: half a secret is one that nobody finds any more. */
    private String name(String raw) {
        String name = clean(raw);
        if (name.isEmpty()) {
            return "(test without a name)";
        }
        if (name.length() <= TestResult.LONGEST_NAME) {
            return name;
        }
        int end = TestResult.LONGEST_NAME - DIGITS - 1;
        return whole(name, end) + "…" + HexFormat.of().formatHex(sha256(name)).substring(0, DIGITS);
    }

    private String message(String raw) {
        String message = clean(raw);
        return message.length() <= TestResult.LONGEST_MESSAGE
                ? message
                : whole(message, TestResult.LONGEST_MESSAGE - 1) + "…";
    }

    private String clean(String raw) {
        return Text.printable(redact.apply(raw)).strip().replaceAll(" {2,}", " ");
    }

    /** The beginning, without half a character at its end. */
    private static String whole(String text, int end) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
