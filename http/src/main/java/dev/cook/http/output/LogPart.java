package dev.cook.http.output;

import java.util.List;

/** What a page shows of a log, from top to bottom. */
public sealed interface LogPart {
    /**
     * A line as a page shows it.
     *
     * @param number of the line of the log that begins here; 0: it goes on with the one before
     */
    record Row(int number, List<TerminalLines.Span> spans) implements LogPart {
        public Row {
            spans = List.copyOf(spans);
        }
    }

    /**
     * Lines that whoever wrote the log put together.
     *
     * @param number of the line that begins it
     * @param lines of the log that are in it, beside that one
     * @param open whether they are seen without a click
     */
    record Group(int number, String title, int lines, boolean open, List<LogPart> parts) implements LogPart {
        public Group {
            parts = List.copyOf(parts);
        }
    }
}
