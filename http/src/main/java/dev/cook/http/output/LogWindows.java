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
    /** Bytes of a window that are shown: lines may be long. */
    private static final int MOST_BYTES = 2 * 1024 * 1024;

    /** Bytes read at most to find the lines of a log: all that the server keeps of a job. */
    private static final int WHOLE = 64 * 1024 * 1024;

    /** Logs of which that is remembered; each takes 4 bytes for 2,000 lines. */
    private static final int REMEMBERED = 256;

    private final Map<JobId, LineIndex> known =
            Collections.synchronizedMap(new LinkedHashMap<JobId, LineIndex>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<JobId, LineIndex> eldest) {
                    return size() > REMEMBERED;
                }
            });

    /**
     * A window of a job that is over.
     *
     * @param line one that it shall hold; empty: the last
     */
    Optional<LogWindow> read(Tx tx, JobId job, Optional<Long> line) {
        Optional<LineIndex> found = Optional.ofNullable(known.get(job)).or(() -> index(tx, job));
        return found.flatMap(index -> {
            int window = index.windowOf(line.orElse((long) index.lines()));
            int length = Math.min(MOST_BYTES, index.to(window) - index.from(window));
            return tx.overview().slice(job, index.from(window), length).map(slice -> window(index, window, slice));
        });
    }

    private Optional<LineIndex> index(Tx tx, JobId job) {
        return tx.overview().tail(job, WHOLE).map(all -> {
            LineIndex index = LineIndex.of(all.bytes());
            known.put(job, index);
            return index;
        });
    }

    private static LogWindow window(LineIndex index, int window, Overview.Tail slice) {
        List<TerminalLines.Line> lines = TerminalLines.lines(slice.bytes(), Integer.MAX_VALUE);
        return new LogWindow(lines, index.first(window), index.last(window), index.lines(), LineIndex.WINDOW);
    }
}
