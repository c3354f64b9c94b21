package dev.cook.agents.output;

import dev.cook.agents.transcript.TurnText;
import dev.cook.domain.Job;
import dev.cook.domain.JobOutput;
import dev.cook.domain.TerminalText;
import dev.cook.store.Tx;
import java.util.Optional;

/**
 * What a job wrote.
 *
 * @param output what is kept of it; empty while it runs
 * @param transcript lines of what its agent reported, if an agent worked in it that is over
 */
@SuppressWarnings("OptionalContainsArray") // nobody compares logs
public record JobLog(Job job, Optional<JobOutput> output, Optional<byte[]> transcript) {
    /** Reads what is kept of a job. */
    public static JobLog read(Tx tx, Job job) {
        return new JobLog(job, tx.jobs().written(job.id()), tx.transcripts().of(job.id()));
    }

    /** What people read: all of it once it is over, the last of it while it runs. */
    public String text(LiveOutput readable) {
        return transcript.flatMap(TurnText::of).orElseGet(() -> terminal(readable));
    }

    /** Plain lines of its terminal. */
    public String terminal(LiveOutput live) {
        return TerminalText.plain(
                output.map(JobOutput::output).or(() -> live.tail(job.id())).orElse(new byte[0]));
    }

    /** Whether output beyond the limit was dropped. */
    public boolean cut() {
        return output.map(JobOutput::cut).orElse(false);
    }
}
