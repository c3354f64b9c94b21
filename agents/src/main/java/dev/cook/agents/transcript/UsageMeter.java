package dev.cook.agents.transcript;

import dev.cook.config.AgentFormat;
import java.util.List;

/**
 * Reads what an agent writes while it runs: counts what it uses, and makes text of what it does. For one turn, and for one thread
 * at a time.
 */
public final class UsageMeter {
    private final LineReader lines;
    private final LineSplitter splitter;
    private final TurnText readable;
    private final StringBuilder text = new StringBuilder();

    public UsageMeter(AgentFormat format, List<String> command) {
        this.lines = new LineReader(format, command);
        this.readable = new TurnText(lines.inPieces());
        this.splitter = new LineSplitter(new LineSplitter.Taker() {
            @Override
            public void line(byte[] line) {
                lines.read(line, update -> text.append(readable.add(update)));
            }

            @Override
            public void tooLong(long bytes) {}
        });
    }

    /** Takes more of what it wrote, and answers the text that people read of that. */
    public synchronized String feed(byte[] bytes) {
        splitter.feed(bytes);
        String more = text.toString();
        text.setLength(0);
        return more;
    }

    public synchronized CountedUsage usage() {
        return lines.usage();
    }
}
