package dev.cook.agents.session;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import dev.cook.domain.Text;
import java.util.List;

/** The failed tests of a gate, for the agent whose work it judged. Pure. */
final class FailedTests {
    /** Tests that are told of: where more fail, they fail for the same reason. */
    private static final int MOST = 20;

    /** Characters of one line, name and message. */
    private static final int LONGEST = 400;

    private FailedTests() {}

    /** A line for each, and an empty line; nothing where none failed. */
    static String told(TestReport report) {
        List<TestResult> failed = report.with(TestOutcome.FAILED);
        if (failed.isEmpty()) {
            return "";
        }
        StringBuilder told = new StringBuilder("Failed tests:\n");
        for (TestResult test : failed.subList(0, Math.min(failed.size(), MOST))) {
            String line = test.name() + (test.message().isEmpty() ? "" : ": " + test.message());
            told.append("- ").append(Text.shortened(line, LONGEST)).append('\n');
        }
        if (failed.size() > MOST) {
            told.append("and ").append(Text.grouped(failed.size() - MOST)).append(" more\n");
        }
        return told.append('\n').toString();
    }
}
