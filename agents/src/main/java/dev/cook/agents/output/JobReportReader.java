package dev.cook.agents.output;

import dev.cook.agents.testreport.TestReportParser;
import dev.cook.agents.transcript.CountedUsage;
import dev.cook.agents.transcript.PriceTable;
import dev.cook.agents.transcript.Redaction;
import dev.cook.agents.transcript.Transcript;
import dev.cook.agents.transcript.TurnReader;
import dev.cook.agents.transcript.UsageMeter;
import dev.cook.config.Agent;
import dev.cook.config.AgentFormat;
import dev.cook.domain.Job;
import dev.cook.domain.JobOutput;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.Session;
import dev.cook.domain.TestReport;
import dev.cook.domain.Text;
import dev.cook.store.Tx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes of what a job wrote what is kept of it: output, recording, transcript, usage, all without secrets. */
public final class JobReportReader {
    /** Bytes kept of one job whatever the configuration says: a report passes through the heap on its way into a row. */
    private static final long MOST_KEPT = 16L << 20;

    /** Lines of a refusal that a person reads first: what is left over, not what the agent was to do. */
    private static final int REFUSED_LINES = 6;

    private final SessionSettings settings;
    private final PriceTable prices;
    private final Redaction redaction;

    /** @param handedOut every secret that something in an environment gets, by name */
    public JobReportReader(SessionSettings settings, PriceTable prices, Map<String, String> handedOut) {
        this.settings = settings;
        this.prices = prices;
        this.redaction = new Redaction(handedOut);
    }

    public Redaction redaction() {
        return redaction;
    }

    /** What is kept of a job. */
    public record Kept(
            int status,
            Optional<String> leftovers,
            JobOutput output,
            Optional<Transcript> transcript,
            Optional<TestReport> tests) {}

    /**
     * Reads a report.
     *
     * @param agent who worked, in a turn or for a gate
     * @param earlier what the session's earlier turns in a thread of the agent's used
     */
    public Kept read(JobReport told, Job job, Optional<String> agent, Function<String, List<ModelUsage>> earlier)
            throws IOException {
        JobReport report = RedactedReport.of(told, redaction);
        Optional<Transcript> transcript = Optional.empty();
        if (agent.isPresent()) {
            TurnReader reader = reader(job, agent.get());
            try (InputStream data = Files.newInputStream(report.out());
                    InputStream timing = Files.newInputStream(report.timing())) {
                TimedOutput.read(data, timing, reader::feed);
            }
            transcript = Optional.of(reader.end(earlier));
        }
        return new Kept(report.status(), leftovers(report), output(report, job), transcript, tests(report));
    }

    private Optional<TestReport> tests(JobReport report) throws IOException {
        if (report.tests().isEmpty()) {
            return Optional.empty();
        }
        try (InputStream files = Files.newInputStream(report.tests().get())) {
            return Optional.of(TestReportParser.parse(files, redaction::text, report.status() == 0));
        }
    }

    /** What a turn came to that never reported: as much as was seen of it. */
    public Transcript seen(
            Job job, Session session, byte[] tail, CountedUsage counted, Function<String, List<ModelUsage>> earlier) {
        TurnReader reader = reader(job, session.agent());
        reader.feed(tail, Optional.empty());
        return reader.end(counted, earlier);
    }

    /** Keeps the transcript and the usage of a turn, or of an agent's work for a gate, in the transaction that ends its job. */
    public void keep(Tx tx, Job job, Transcript transcript) {
        tx.transcripts().keep(job.id(), transcript.lines());
        transcript.usage().forEach(usage -> tx.usage().keep(job.id(), prices.price(usage), transcript.thread()));
    }

    /**
     * What a turn used so far, priced.
     *
     * @param earlier what the session's earlier turns in a thread of the agent's used
     */
    public List<PricedUsage> used(CountedUsage counted, Function<String, List<ModelUsage>> earlier) {
        return counted.since(counted.thread().map(earlier).orElseGet(List::of)).stream()
                .map(prices::price)
                .toList();
    }

    /** A meter for what an agent does that runs; nothing where it reports nothing. */
    public Optional<UsageMeter> meter(Job job, String agent) {
        AgentFormat format = format(agent);
        return format == AgentFormat.TERMINAL
                ? Optional.empty()
                : Optional.of(new UsageMeter(format, command(job, agent)));
    }

    private TurnReader reader(Job job, String agent) {
        return new TurnReader(
                format(agent),
                command(job, agent),
                job.turn(),
                redaction.text(job.prompt().orElse("")));
    }

    private AgentFormat format(String agent) {
        return settings.agent(agent).map(Agent::format).orElse(AgentFormat.TERMINAL);
    }

    private List<String> command(Job job, String name) {
        return settings.agent(name)
                .map(agent -> job.turn() == 1 ? agent.command() : agent.resume())
                .orElse(List.of());
    }

    /** Untracked files are often what a build left; changed ones are work, and so is what the agent was told of in vain. */
    private static Optional<String> leftovers(JobReport report) {
        List<String> changed = report.dirty()
                .lines()
                .filter(line -> !line.startsWith("??"))
                .map(Text::printable)
                .limit(10)
                .toList();
        if (!report.pushRefused().isBlank()) {
            return Optional.of("push refused: " + Text.shortened(Text.printable(report.pushRefused()), 500));
        }
        if (!report.doneRefused().isBlank()) {
            List<String> lines = report.doneRefused().lines().map(String::strip).toList();
            String said = String.join(" ", lines.subList(0, Math.min(lines.size(), REFUSED_LINES)));
            return Optional.of("`cook done` was refused: " + Text.shortened(Text.printable(said), 500));
        }
        return changed.isEmpty() ? Optional.empty() : Optional.of("uncommitted: " + String.join(", ", changed));
    }

    private JobOutput output(JobReport report, Job job) throws IOException {
        long size = Files.size(report.out());
        ByteArrayOutputStream cast = new ByteArrayOutputStream();
        Instant began = job.startedAt().orElse(job.queuedAt());
        try (InputStream data = Files.newInputStream(report.out());
                InputStream timing = Files.newInputStream(report.timing())) {
            Recording.write(data, timing, cast, began, "job " + job.id(), report.status());
        }
        int kept = Math.toIntExact(Math.min(size, Math.min(settings.logBytes(), MOST_KEPT)));
        byte[] raw = new byte[kept];
        try (InputStream data = Files.newInputStream(report.out())) {
            // The end is kept: that is where it says what went wrong.
            data.skipNBytes(size - kept);
            data.readNBytes(raw, 0, kept);
        }
        return new JobOutput(ScriptOutput.body(raw), cast.toByteArray(), kept < size);
    }
}
