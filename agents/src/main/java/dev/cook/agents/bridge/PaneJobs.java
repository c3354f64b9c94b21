package dev.cook.agents.bridge;

import dev.cook.domain.JobId;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Knows which pane is which job's, and keeps what a pane writes until that is known. */
final class PaneJobs {
    /** Bytes kept for a pane that nobody knows yet; the recording has all of them anyway. */
    private static final int MOST_EARLY_BYTES = 64 * 1024;
    /** Panes kept for, so that a flood of them costs nothing. */
    private static final int MOST_EARLY_PANES = 64;

    private final UnaryOperator<Set<JobId>> own;
    private final BiConsumer<JobId, byte[]> listener;
    private final Consumer<JobId> behind;
    private final Map<String, ByteArrayOutputStream> early = new LinkedHashMap<>();
    /** Panes of which something was missed: all that they write comes from elsewhere. */
    private final Set<String> missed = new HashSet<>();

    private Map<String, Optional<JobId>> known = Map.of();
    private boolean looked;

    /**
     * Knows nothing yet.
     *
     * @param own of the jobs that windows are named after, those that are this environment's and not over
     * @param listener told what each of those writes
     * @param behind told of each job whose output was not heard from its beginning, once
     */
    PaneJobs(UnaryOperator<Set<JobId>> own, BiConsumer<JobId, byte[]> listener, Consumer<JobId> behind) {
        this.own = own;
        this.listener = listener;
        this.behind = behind;
    }

    /** Takes tmux's list of panes, each with its window's name; those of the first list were there before. */
    synchronized void are(List<String> lines) {
        Map<String, Optional<JobId>> panes = new HashMap<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space > 0) {
                String pane = line.substring(0, space);
                // What a window was called when it was first seen counts: a new name makes no other job of it.
                panes.put(pane, known.getOrDefault(pane, Bridge.jobOf(line.substring(space + 1))));
            }
        }
        Set<JobId> named = panes.values().stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
        Set<JobId> believed = named.isEmpty() ? Set.of() : own.apply(named);
        panes.replaceAll((_, job) -> job.filter(believed::contains));
        panes.forEach((pane, job) -> job.ifPresent(id -> meet(pane, id)));
        known = panes;
        missed.retainAll(panes.keySet());
        early.clear();
        looked = true;
    }

    private void meet(String pane, JobId job) {
        if (known.containsKey(pane)) {
            return;
        }
        byte[] bytes = Optional.ofNullable(early.get(pane))
                .map(ByteArrayOutputStream::toByteArray)
                .orElse(new byte[0]);
        if (!looked || bytes.length >= MOST_EARLY_BYTES) {
            missed.add(pane);
            behind.accept(job);
        } else if (bytes.length > 0) {
            listener.accept(job, bytes);
        }
    }

    synchronized void output(TmuxEvent.Output output) {
        if (missed.contains(output.pane())) {
            return;
        }
        if (known.containsKey(output.pane())) {
            known.getOrDefault(output.pane(), Optional.empty()).ifPresent(job -> listener.accept(job, output.bytes()));
        } else if (early.containsKey(output.pane()) || early.size() < MOST_EARLY_PANES) {
            ByteArrayOutputStream kept = early.computeIfAbsent(output.pane(), _ -> new ByteArrayOutputStream());
            if (kept.size() < MOST_EARLY_BYTES) {
                kept.writeBytes(output.bytes());
            }
        }
    }
}
