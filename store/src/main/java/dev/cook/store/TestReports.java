package dev.cook.store;

import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.RepoId;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The test_report table: the tests of each gate run, all in one value, as nobody asks for one of them. */
public final class TestReports {
    /** Runs on the same content that are compared: more than one retry is rare. */
    private static final int MOST_OTHERS = 3;

    private static final RowMapper<TestReport> REPORT = Row.mapper(
            row -> new TestReport(row.count("total"), unpacked(row.bytes("results")), row.texts("problems")));

    private final Handle handle;

    TestReports(Handle handle) {
        this.handle = handle;
    }

    /** Keeps what a run reported; the first report counts. */
    public void keep(GateRunId run, TestReport report) {
        handle.createUpdate("""
                        INSERT INTO test_report (gate_run_id, content_key, total, problems, results)
                        SELECT gate_run_id, content_key, :total, :problems, :results FROM gate_run WHERE gate_run_id = :run
                        ON CONFLICT (gate_run_id) DO NOTHING
                        """)
                .bind("run", run.value())
                .bind("total", report.total())
                .bindArray("problems", String.class, report.problems())
                .bind("results", packed(report.tests()))
                .execute();
    }

    /** What a run itself reported. */
    public Optional<TestReport> of(GateRunId run) {
        return handle.createQuery("SELECT total, problems, results FROM test_report WHERE gate_run_id = :run")
                .bind("run", run.value())
                .map(REPORT)
                .findOne();
    }

    /** The same of a run for which another may have answered. */
    public Optional<TestReport> of(GateRun run) {
        return of(run.answeredBy().orElse(run.id()));
    }

    /** What the last other runs in the repository reported that judged the same content, the newest first. */
    public List<TestReport> others(RepoId repo, GateRunId run) {
        return handle.createQuery("""
                        SELECT other.total, other.problems, other.results
                        FROM test_report own
                        JOIN test_report other ON other.content_key = own.content_key
                                              AND other.gate_run_id <> own.gate_run_id
                        JOIN gate_run g ON g.gate_run_id = other.gate_run_id
                        JOIN candidate c USING (candidate_id)
                        WHERE own.gate_run_id = :run AND c.repo_id = :repo
                        ORDER BY other.gate_run_id DESC LIMIT :most
                        """)
                .bind("run", run.value())
                .bind("repo", repo.value())
                .bind("most", MOST_OTHERS)
                .map(REPORT)
                .list();
    }

    private static byte[] packed(List<TestResult> tests) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer lines = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
            for (TestResult test : tests) {
                // Neither a name nor a message has tabs or line ends: they are printable.
                lines.append(test.outcome().letter())
                        .append('\t')
                        .append(test.took()
                                .map(took -> Long.toString(took.toMillis()))
                                .orElse(""))
                        .append('\t')
                        .append(test.name())
                        .append('\t')
                        .append(test.message())
                        .append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<TestResult> unpacked(byte[] results) {
        List<TestResult> tests = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(results)), StandardCharsets.UTF_8))) {
            lines.lines().map(line -> line.split("\t", 4)).forEach(words -> tests.add(unpacked(words)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tests;
    }

    private static TestResult unpacked(String[] words) {
        Optional<Duration> took =
                words[1].isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(Long.parseLong(words[1])));
        return new TestResult(words[2], TestOutcome.of(words[0].charAt(0)), took, words[3]);
    }
}
