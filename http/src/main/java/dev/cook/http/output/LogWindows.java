package dev.cook.http.output;

import dev.cook.domain.JobId;
import dev.cook.store.Overview;
import dev.cook.store.Tx;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads windows of logs that are over; where their lines are is found out once. */
final class LogWindows {
    /** Bytes read at most to find the lines of a log: all that the server keeps of a job. */
    private static final int WHOLE = 64 * 1024 * 1024;

    /** Logs of which that is remembered; each takes 9 bytes for a window. */
    private static final int REMEMBERED = 256;

    private final Map<JobId, LineIndex> known =
            Collections.synchronizedMap(new LinkedHashMap<JobId, LineIndex>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<JobId, LineIndex> eldest) {
                    return size() > REMEMBERED;
                }
            });

    /** Which window somebody wants. */
    sealed interface Wanted {
        /** The last one. */
        record Last() implements Wanted {}

        /** The one in which a line begins; lines count from 1. */
        record OfLine(long line) implements Wanted {}

        /** One by its number, which counts from 1: a line that is longer than a window has several. */
        record Numbered(long number) implements Wanted {}
    }

    /** A window of a job that is over, or the nearest one that there is. */
    Optional<LogWindow> read(Tx tx, JobId job, Wanted wanted) {
        Optional<LineIndex> found = Optional.ofNullable(known.get(job)).or(() -> index(tx, job));
        return found.flatMap(index -> {
            int window =
                    switch (wanted) {
                        case Wanted.Last() -> index.windows() - 1;
                        case Wanted.OfLine(long line) -> index.windowOf(line);
                        case Wanted.Numbered(long number) -> Math.clamp(number - 1, 0, index.windows() - 1);
                    };
            return tx.overview()
                    .slice(job, index.from(window), index.to(window) - index.from(window))
                    .map(slice -> window(index, window, slice, wanted));
        });
    }

    private Optional<LineIndex> index(Tx tx, JobId job) {
        return tx.overview().tail(job, WHOLE).map(all -> {
            LineIndex index = LineIndex.of(all.bytes());
            known.put(job, index);
            return index;
        });
    }

    private static LogWindow window(LineIndex index, int window, Overview.Tail slice, Wanted wanted) {
        List<TerminalLines.Line> lines = TerminalLines.lines(slice.bytes(), Integer.MAX_VALUE);
        boolean continued = index.continues(window);
        int shown = wanted instanceof Wanted.OfLine(long line) ? (int) Math.min(line, Integer.MAX_VALUE) : -1;
        return new LogWindow(
                LogFolds.of(lines, index.first(window), continued, window + 1 == index.windows(), shown),
                index.first(window),
                index.last(window),
                index.lines(),
                window + 1,
                index.windows(),
                continued);
    }
}
