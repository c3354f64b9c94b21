package dev.cook.agents.output;

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
import dev.cook.domain.Text;
import dev.cook.domain.TokenCounts;
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
import java.util.stream.Collectors;

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
    public record Kept(int status, Optional<String> leftovers, JobOutput output, Optional<Transcript> transcript) {}

    /** Reads a report; {@code agent} is who worked, in a turn or for a gate. */
    public Kept read(JobReport told, Job job, Optional<String> agent) throws IOException {
        JobReport report = RedactedReport.of(told, redaction);
        Optional<Transcript> transcript = Optional.empty();
        if (agent.isPresent()) {
            TurnReader reader = reader(job, agent.get());
            try (InputStream data = Files.newInputStream(report.out());
                    InputStream timing = Files.newInputStream(report.timing())) {
                TimedOutput.read(data, timing, reader::feed);
            }
            transcript = Optional.of(reader.end());
        }
        return new Kept(report.status(), leftovers(report), output(report, job), transcript);
    }

    /** What a turn came to that never reported: as much as was seen of it. */
    public Transcript seen(Job job, Session session, byte[] tail, List<ModelUsage> counted) {
        TurnReader reader = reader(job, session.agent());
        reader.feed(tail, Optional.empty());
        Transcript transcript = reader.end();
        return counted.isEmpty() ? transcript : new Transcript(transcript.lines(), counted);
    }

    /** Keeps a turn's transcript and usage, in the transaction that ends its job. */
    public void keep(Tx tx, Job job, Session session, Transcript transcript) {
        tx.transcripts().keep(job.id(), transcript.lines());
        used(session, transcript.usage(), tx.usage().sum(session.id()))
                .forEach(priced -> tx.usage().keep(job.id(), priced));
    }

    /** The same of an agent that worked for a gate. */
    public void keep(Tx tx, Job job, Transcript transcript) {
        tx.transcripts().keep(job.id(), transcript.lines());
        transcript.usage().forEach(usage -> tx.usage().keep(job.id(), prices.price(usage)));
    }

    /**
     * What a turn used, priced.
     *
     * @param told as the agent tells it
     * @param before what the session's turns before used
     */
    public List<PricedUsage> used(Session session, List<ModelUsage> told, List<ModelUsage> before) {
        if (!format(session.agent()).equals(AgentFormat.CODEX)) {
            return told.stream().map(prices::price).toList();
        }
        // Its count goes on over all turns of a thread that is resumed.
        Map<String, ModelUsage> earlier =
                before.stream().collect(Collectors.toMap(ModelUsage::model, Function.identity()));
        return told.stream()
                .map(usage -> new ModelUsage(
                        usage.model(),
                        minus(
                                usage.tokens(),
                                Optional.ofNullable(earlier.get(usage.model()))
                                        .map(ModelUsage::tokens)
                                        .orElse(TokenCounts.UNKNOWN)),
                        usage.reportedUsd()))
                .map(prices::price)
                .toList();
    }

    /** A thread that began anew counts from nothing: then there is nothing to take away. */
    private static TokenCounts minus(TokenCounts total, TokenCounts before) {
        return total.output().orElse(0L) < before.output().orElse(0L) ? total : total.minus(before);
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
