package dev.cook.agents.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
    private static final int LONGEST = 40_000;

    @Test
    void linesComeWholeHoweverTheyArrive() throws Exception {
        long seed = Long.getLong("cook.seed", System.nanoTime() % 1_000_000);
        System.out.println("BoundedLinesTest: repeat with -Dcook.seed=" + seed);
        Random random = new Random(seed);
        List<String> kept = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int length :
                new int[] {0, 1, LONGEST - 1, LONGEST, LONGEST + 1, 3 * LONGEST, 0, 32 * 1024 - 1, 32 * 1024}) {
            String line = "x".repeat(length) + random.nextInt(10);
            text.append(line).append('\n');
            if (line.length() <= LONGEST) {
                kept.add(line);
            }
        }
        text.append("unfinished");
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        List<InputStream> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(50_000));
            pieces.add(new ByteArrayInputStream(bytes, at, size));
            at += size;
        }
        BoundedLines lines = new BoundedLines(new SequenceInputStream(Collections.enumeration(pieces)), LONGEST);
        List<String> read = new ArrayList<>();
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            read.add(line.get());
        }
        assertThat(read).isEqualTo(kept);
    }
}
