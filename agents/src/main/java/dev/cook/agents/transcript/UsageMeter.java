package dev.cook.agents.transcript;

import dev.cook.config.AgentFormat;
import dev.cook.domain.ModelUsage;
import java.util.List;

/** Counts what an agent uses while it runs, from what it writes. For one turn, and for one thread at a time. */
public final class UsageMeter {
    private final LineReader lines;
    private final LineSplitter splitter;

    public UsageMeter(AgentFormat format, List<String> command) {
        this.lines = new LineReader(format, command);
        this.splitter = new LineSplitter(new LineSplitter.Taker() {
            @Override
            public void line(byte[] line) {
                lines.read(line, _ -> {});
            }

            @Override
            public void tooLong(long bytes) {}
        });
    }

    public synchronized void feed(byte[] bytes) {
        splitter.feed(bytes);
    }

    public synchronized List<ModelUsage> usage() {
        return lines.usage();
    }
}
