package dev.cook.agents;

import dev.cook.domain.JobId;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows which pane is which job's, and keeps what a pane writes until that is known. */
final class PaneJobs {
    /** Bytes kept for a pane that nobody knows yet; the recording has all of them anyway. */
    private static final int MOST_EARLY_BYTES = 64 * 1024;
    /** Panes kept for, so that a flood of them costs nothing. */
    private static final int MOST_EARLY_PANES = 64;

    private final OutputListener listener;
    private final Map<String, ByteArrayOutputStream> early = new LinkedHashMap<>();
    private Map<String, Optional<JobId>> known = Map.of();

    PaneJobs(OutputListener listener) {
        this.listener = listener;
    }

    /** Takes tmux's list of panes, each with its window's name. */
    synchronized void are(List<String> lines) {
        Map<String, Optional<JobId>> panes = new HashMap<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space > 0) {
                panes.put(line.substring(0, space), Bridge.jobOf(line.substring(space + 1)));
            }
        }
        known = panes;
        early.forEach((pane, bytes) ->
                panes.getOrDefault(pane, Optional.empty()).ifPresent(job -> listener.output(job, bytes.toByteArray())));
        early.clear();
    }

    synchronized void output(TmuxEvent.Output output) {
        if (known.containsKey(output.pane())) {
            known.getOrDefault(output.pane(), Optional.empty()).ifPresent(job -> listener.output(job, output.bytes()));
        } else if (early.containsKey(output.pane()) || early.size() < MOST_EARLY_PANES) {
            ByteArrayOutputStream kept = early.computeIfAbsent(output.pane(), _ -> new ByteArrayOutputStream());
            if (kept.size() < MOST_EARLY_BYTES) {
                kept.writeBytes(output.bytes());
            }
        }
    }
}
