package dev.cook.agents.testreport;

import dev.cook.domain.TestReport;
import dev.cook.domain.Text;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the files of a gate's report as their environment sends them, one after another: a line {@code file BYTES PATH} and
 * that many bytes, or a line {@code problem TEXT}. What cannot be read is said in the report, and the rest is read.
 */
public final class TestReportParser {
    /** Characters of a line: a path has at most 4,096. */
    private static final int LONGEST_LINE = 5_000;

    /** Characters of a path that are shown. */
    private static final int LONGEST_PATH = 150;

    /** Bytes in which a file says what it is. */
    private static final int HEAD = 200;

    private static final int BYTE_ORDER_MARK = 0xfeff;

    private static final Pattern ENCODING =
            Pattern.compile("\\A<\\?xml [^>]*encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']");

    private final TestCases cases;
    private final BufferedInputStream in;

    private TestReportParser(InputStream in, TestCases cases) {
        this.in = new BufferedInputStream(in);
        this.cases = cases;
    }

    /**
     * Reads all of it.
     *
     * @param redact strikes out secrets
     * @param passed whether the gate's command ended with exit status 0
     */
    public static TestReport parse(InputStream in, UnaryOperator<String> redact, boolean passed) throws IOException {
        TestCases cases = new TestCases(redact, passed);
        boolean sent = new TestReportParser(in, cases).parse();
        if (!sent) {
            cases.problem("the run wrote no file that `reports` names; files that are committed do not count");
        }
        return cases.report();
    }

    /** Whether there was anything. */
    private boolean parse() throws IOException {
        boolean sent = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            sent = true;
            String[] words = line.split(" ", 3);
            if (words[0].equals("problem")) {
                cases.problem(line.substring("problem".length()).strip());
            } else if (words.length == 3 && words[0].equals("file") && words[1].matches("[0-9]{1,12}")) {
                file(Text.shortened(words[2], LONGEST_PATH), Long.parseLong(words[1]));
            } else {
                cases.problem("the environment sent something that is no report of tests");
                return true;
            }
        }
        return sent;
    }

    /** Up to the line's end, or that of all; empty at the end. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() < LONGEST_LINE) {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private void file(String path, long size) throws IOException {
        Limited file = new Limited(in, size);
        try {
            read(new BufferedInputStream(file));
        } catch (UnreadableReport e) {
            cases.problem(path + " " + e.getMessage());
        }
        file.skipAll();
        if (file.isCut()) {
            cases.problem(path + " arrived incomplete");
        }
    }

    private void read(BufferedInputStream file) throws IOException, UnreadableReport {
        file.mark(HEAD);
        byte[] head = file.readNBytes(HEAD);
        file.reset();
        if (head.length == 0) {
            throw new UnreadableReport("is empty");
        }
        Reader letters = new BufferedReader(new InputStreamReader(file, charset(head)));
        letters.mark(HEAD);
        int first = letters.read();
        while (first == BYTE_ORDER_MARK || Character.isWhitespace(first)) {
            letters.mark(HEAD);
            first = letters.read();
        }
        letters.reset();
        if (first == '<') {
            JUnitXml.read(letters, cases);
        } else {
            Tap.read(letters, cases);
        }
    }

    /**
     * As the file says, or as its first bytes tell. It is decoded here, and not by the parser: what is no letter is replaced,
     * and a name that is damaged is better than none.
     */
    private static Charset charset(byte[] head) {
        int first = head[0] & 0xff;
        int second = head.length < 2 ? -1 : head[1] & 0xff;
        if ((first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe)) {
            return StandardCharsets.UTF_16;
        }
        Matcher said = ENCODING.matcher(new String(head, StandardCharsets.ISO_8859_1));
        try {
            return said.find() ? Charset.forName(said.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /** A part of a stream, which whoever reads it may close. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;
        private boolean cut;

        Limited(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 || length == 0) {
                return left == 0 ? -1 : 0;
            }
            int count = in.read(into, offset, (int) Math.min(left, length));
            if (count < 0) {
                cut = true;
                left = 0;
                return -1;
            }
            left -= count;
            return count;
        }

        void skipAll() throws IOException {
            byte[] piece = new byte[16 * 1024];
            while (read(piece, 0, piece.length) >= 0) {
                // Nobody wants it.
            }
        }

        boolean isCut() {
            return cut;
        }
    }
}
