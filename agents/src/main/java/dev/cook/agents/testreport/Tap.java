package dev.cook.agents.testreport;

import dev.cook.domain.TestOutcome;
import dev.cook.domain.Text;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the Test Anything Protocol, versions 12 to 14: a plan, {@code ok} and {@code not ok}, directives, and tests within
 * tests, indented by four spaces before the line that ends them.
 */
final class Tap {
    /** Characters of a line that are looked at; names and directives are far shorter. */
    private static final int LONGEST_LINE = 10_000;

    /** Tests within one another. */
    private static final int DEEPEST = 20;

    private static final Pattern POINT = Pattern.compile("(?s)(not )?ok(?: +([0-9]{1,9}))?(?: +- ?| +|$)(.*)");
    private static final Pattern PLAN = Pattern.compile("(?s)1\\.\\.([0-9]{1,9})(?:\\s.*)?");
    private static final Pattern DIRECTIVE =
            Pattern.compile("(?is)(.*?)(?<!\\\\)#\\s*(skip|todo|time=([0-9]+(?:\\.[0-9]+)?)\\s*ms)(?:\\S*)?(?:\\s.*)?");
    private static final Pattern SUBTEST = Pattern.compile("(?s)# Subtest(?:: (.*))?");

    private final TestCases cases;
    /** The level that is read, and those around it. */
    private final Deque<Level> levels = new ArrayDeque<>();

    private boolean versioned;

    /** Spaces before the block of YAML that is passed over; negative where none is. */
    private int yaml = -1;

    /** Tests of one level. */
    private static final class Level {
        private final String path;
        private int seen;
        private int planned = -1;
        private int failed;
        private String announced = "";
        /** How the tests within the next point went: they are told of, so that the point itself is not. */
        private int inside;

        private int failedInside;

        Level(String path) {
            this.path = path;
        }
    }

    private Tap(TestCases cases) {
        this.cases = cases;
        levels.push(new Level(""));
    }

    /** @throws UnreadableReport if it is no such file, or not to its end; what came before has been added */
    static void read(Reader in, TestCases cases) throws IOException, UnreadableReport {
        Tap tap = new Tap(cases);
        for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
            tap.line(line.get());
        }
        tap.end();
    }

    /** The next line, cut where it is too long. */
    private static Optional<String> line(Reader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() < LONGEST_LINE) {
                line.append((char) c);
            }
        }
        return Optional.of(line.toString().stripTrailing());
    }

    private void line(String line) throws UnreadableReport {
        int spaces = 0;
        while (spaces < line.length() && line.charAt(spaces) == ' ') {
            spaces++;
        }
        String text = line.substring(spaces);
        if (yaml >= 0) {
            yaml = spaces == yaml && text.equals("...") ? -1 : yaml;
        } else if (spaces % 4 == 2 && text.equals("---")) {
            yaml = spaces;
        } else if (spaces % 4 == 0) {
            line(spaces / 4, text);
        }
    }

    private void line(int depth, String text) throws UnreadableReport {
        Matcher point = POINT.matcher(text);
        Matcher plan = PLAN.matcher(text);
        Matcher subtest = SUBTEST.matcher(text);
        if (point.matches()) {
            at(depth);
            point(point.group(1) == null, Optional.ofNullable(point.group(2)), point.group(3));
        } else if (plan.matches()) {
            at(depth);
            levels.element().planned = Integer.parseInt(plan.group(1));
        } else if (subtest.matches() && depth <= levels.size()) {
            // Some write it as deep as the tests in it, others as deep as the point that ends it.
            if (depth < levels.size() || !levels.element().announced.isEmpty()) {
                at(depth);
            }
            levels.element().announced =
                    cases.suite(Optional.ofNullable(subtest.group(1)).orElse(""));
        } else if (depth == 0 && text.startsWith("TAP version ")) {
            versioned = true;
        } else if (depth == 0 && text.startsWith("Bail out!")) {
            throw new UnreadableReport("ends with \"" + Text.shortened(text, 200) + "\"");
        }
    }

    /** Goes to a depth. */
    private void at(int depth) throws UnreadableReport {
        if (depth > DEEPEST) {
            throw new UnreadableReport("has tests more than " + DEEPEST + " deep");
        }
        while (levels.size() - 1 > depth) {
            Level inner = levels.pop();
            close(inner);
            levels.element().inside += inner.seen;
            levels.element().failedInside += inner.failed;
        }
        while (levels.size() - 1 < depth) {
            Level outer = levels.element();
            levels.push(new Level(outer.announced.isEmpty() ? outer.path : (outer.path + outer.announced + " > ")));
        }
    }

    private void point(boolean ok, Optional<String> number, String rest) throws UnreadableReport {
        Level level = levels.element();
        level.seen++;
        boolean opens = rest.endsWith(" {");
        String said = opens ? rest.substring(0, rest.length() - 2) : rest;
        Matcher directive = DIRECTIVE.matcher(said);
        boolean directed = directive.matches();
        String word = directed ? directive.group(2).toLowerCase(Locale.ROOT) : "";
        boolean timed = word.startsWith("time=");
        String name = (directed ? directive.group(1) : said)
                .strip()
                .replace("\\#", "#")
                .replace("\\\\", "\\");
        // A test that is still to be mended is expected to fail.
        TestOutcome outcome = directed && !timed ? TestOutcome.SKIPPED : ok ? TestOutcome.PASSED : TestOutcome.FAILED;
        if (outcome == TestOutcome.FAILED) {
            level.failed++;
        }
        boolean told = opens || (level.inside > 0 && (outcome != TestOutcome.FAILED || level.failedInside > 0));
        if (!told) {
            Optional<Duration> took = timed ? Optional.of(milliseconds(directive.group(3))) : Optional.empty();
            String known = name.isEmpty() ? "test " + number.orElse(Integer.toString(level.seen)) : name;
            cases.add(level.path + known, outcome, took, "");
        }
        level.inside = 0;
        level.failedInside = 0;
        level.announced = opens ? cases.suite(name) : "";
    }

    private static Duration milliseconds(String number) {
        return Duration.ofMillis((long) Math.min(Double.parseDouble(number), Integer.MAX_VALUE));
    }

    private void end() throws UnreadableReport {
        at(0);
        Level top = levels.element();
        if (top.seen == 0 && top.planned < 0) {
            throw new UnreadableReport(
                    versioned ? "has no tests" : "is neither JUnit XML nor TAP (Test Anything Protocol)");
        }
        close(top);
    }

    private static void close(Level level) throws UnreadableReport {
        if (level.planned >= 0 && level.seen != level.planned) {
            throw new UnreadableReport("has " + level.seen + " of " + level.planned + " planned tests"
                    + (level.path.isEmpty() ? "" : " in " + Text.shortened(level.path, 100)));
        }
    }
}
