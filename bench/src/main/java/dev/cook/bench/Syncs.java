package dev.cook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The calls with which processes force files to the disk, seen by strace(1).
 *
 * @param files how often files of each kind were forced
 */
record Syncs(Map<String, Integer> files) {
    /** A call, with the path of its file; one that is interrupted is shown again when it resumes, without the path. */
    private static final Pattern CALL = Pattern.compile("\\b(?:fsync|fdatasync)\\(\\d+<([^>]*)>");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    Syncs {
        files = Map.copyOf(files);
    }

    int total() {
        return files.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The kinds, each with its share of so many operations, most frequent first. */
    String each(int operations) {
        return files.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> Row.number(entry.getValue() / (double) operations) + " " + entry.getKey())
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
    }

    /** Counts in what strace wrote. */
    static Syncs in(List<String> trace) {
        Map<String, Integer> files = new TreeMap<>();
        for (String line : trace) {
            Matcher call = CALL.matcher(line);
            if (call.find()) {
                files.merge(kind(call.group(1)), 1, Integer::sum);
            }
        }
        return new Syncs(files);
    }

    /** What a file is, by its path. */
    static String kind(String path) {
        Path name = Path.of(path).getFileName();
        String file = name == null ? "" : name.toString();
        Matcher end = Pattern.compile("\\.([a-z_]{2,12})(?: \\(deleted\\))?$").matcher(file);
        if (path.contains("/pg_wal/")) {
            return "pg_wal";
        }
        if (path.contains("/postgres/")) {
            return "other files of PostgreSQL";
        }
        if (path.contains("/refs/") || file.endsWith(".lock")) {
            return "ref";
        }
        if (file.startsWith("tmp_obj_") || file.matches("[0-9a-f]{38}")) {
            return "loose object";
        }
        return end.find() && !end.group(1).equals("git") ? end.group(1) : "directory";
    }

    /** Watches processes, with those that they start, while something is done. */
    static Syncs of(Workshop workshop, LongStream processes, Runnable work) {
        Path trace = workshop.root().resolve("trace");
        Path log = workshop.root().resolve("trace.log");
        List<String> command =
                new ArrayList<>(List.of("strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", trace.toString()));
        List<Long> watched = processes.boxed().toList();
        watched.forEach(process -> command.addAll(List.of("-p", Long.toString(process))));
        try {
            Files.deleteIfExists(trace);
            Process strace = workshop.programs().start(log, command);
            try {
                awaitTraced(strace, watched, log);
                work.run();
            } finally {
                // It lets go of them and ends; killed, it would leave them stopped for a moment.
                strace.destroy();
                strace.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            return in(Files.readAllLines(trace));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    private static void awaitTraced(Process strace, List<Long> watched, Path log) throws IOException {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!watched.stream().allMatch(Syncs::isTraced)) {
            if (!strace.isAlive() || System.nanoTime() > limit) {
                throw new BenchFailure("strace cannot watch the servers: "
                        + Files.readString(log).strip());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Whether each thread of a process has a tracer; a process that is gone has nothing to tell. */
    private static boolean isTraced(long process) {
        Path tasks = Path.of("/proc/" + process + "/task");
        try (var threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                Optional<String> tracer = Files.readAllLines(thread.resolve("status")).stream()
                        .filter(line -> line.startsWith("TracerPid:"))
                        .findFirst();
                if (tracer.isPresent() && tracer.get().endsWith("\t0")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return !Files.exists(tasks);
        }
    }
}
