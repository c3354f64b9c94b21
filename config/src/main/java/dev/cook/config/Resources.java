package dev.cook.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one environment may use at most.
 *
 * @param cpus processors; absent: as many as there are
 * @param memory bytes; absent: as much as there is
 * @param processes and threads at once
 * @param fileSize bytes of the largest file that it may write
 * @param wallTime how long it may exist; absent: as long as its branch needs it
 * @param disk bytes that its files may take together; absent: as much as there is
 */
public record Resources(
        Optional<BigDecimal> cpus,
        Optional<Long> memory,
        int processes,
        long fileSize,
        Optional<Duration> wallTime,
        Optional<Long> disk) {
    private static final long MIB = 1L << 20;

    /** In words, for people. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        cpus.ifPresent(count -> words.add(count.toPlainString() + " cpus"));
        memory.ifPresent(bytes -> words.add(bytes / MIB + " MiB"));
        disk.ifPresent(bytes -> words.add(bytes / MIB + " MiB of files"));
        words.add(processes + " processes");
        wallTime.ifPresent(time -> words.add(time.toSeconds() + " s"));
        return String.join(", ", words);
    }
}
