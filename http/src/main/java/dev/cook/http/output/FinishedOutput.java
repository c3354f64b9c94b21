package dev.cook.http.output;

import dev.cook.agents.transcript.TurnText;
import dev.cook.domain.JobId;
import dev.cook.store.Overview;
import dev.cook.store.Tx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What people read of a job that is over: of an agent that reports, the text of its turn; else what it wrote to its terminal. */
public final class FinishedOutput {
    /** Bytes of a transcript that are read for each byte of text: JSON around it, and results of which some lines are shown. */
    private static final int LINES_PER_TEXT = 16;

    private FinishedOutput() {}

    /** The end of it, at most {@code limit} bytes. */
    public static Optional<Overview.Tail> read(Tx tx, JobId job, int limit) {
        return turn(tx, job, limit).or(() -> tx.overview().tail(job, limit));
    }

    private static Optional<Overview.Tail> turn(Tx tx, JobId job, int limit) {
        int most = (int) Math.min(Integer.MAX_VALUE, (long) limit * LINES_PER_TEXT);
        return tx.overview().transcriptTail(job, most).flatMap(lines -> TurnText.of(lines.bytes())
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .map(text -> new Overview.Tail(
                        Arrays.copyOfRange(text, Math.max(0, text.length - limit), text.length),
                        text.length,
                        lines.total() > lines.bytes().length)));
    }
}
