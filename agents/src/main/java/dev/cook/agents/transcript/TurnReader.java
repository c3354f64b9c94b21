package dev.cook.agents.transcript;

import dev.cook.config.AgentFormat;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.Update;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes a transcript of what one turn of an agent wrote to its terminal. */
public final class TurnReader {
    private final LineReader lines;
    private final TranscriptWriter transcript;
    private final LineSplitter splitter;
    private Optional<Duration> now = Optional.empty();

    /**
     * Begins with the prompt.
     *
     * @param command what is executed: some agents do not say which model they use, but may have been told
     */
    public TurnReader(AgentFormat format, List<String> command, int turn, String prompt) {
        this.lines = new LineReader(format, command);
        this.transcript = new TranscriptWriter(turn, lines.inPieces());
        this.splitter = new LineSplitter(new LineSplitter.Taker() {
            @Override
            public void line(byte[] line) {
                lines.read(line, update -> transcript.add(update, now));
            }

            @Override
            public void tooLong(long bytes) {
                transcript.add(new Update.Problem("a line of " + bytes + " bytes was too long to parse"), now);
            }
        });
        if (!prompt.isEmpty()) {
            transcript.add(new Update.Prompt(prompt), Optional.of(Duration.ZERO));
        }
    }

    /** Takes more of what it wrote, and when it did. */
    public void feed(byte[] bytes, Optional<Duration> at) {
        now = at;
        splitter.feed(bytes);
    }

    /** @param earlier what the session's earlier turns in a thread used */
    public Transcript end(Function<String, List<ModelUsage>> earlier) {
        return end(CountedUsage.NONE, earlier);
    }

    /** @param heard what was counted while the agent worked; it counts where all was heard, and not all is read here */
    public Transcript end(CountedUsage heard, Function<String, List<ModelUsage>> earlier) {
        splitter.finish();
        CountedUsage counted = heard.models().isEmpty() ? lines.usage() : heard;
        List<ModelUsage> used = counted.since(counted.thread().map(earlier).orElseGet(List::of));
        used.forEach(usage -> transcript.add(new Update.Usage(usage), now));
        return new Transcript(transcript.end(), used, counted.thread());
    }
}
