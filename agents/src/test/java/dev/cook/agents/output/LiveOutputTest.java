package dev.cook.agents.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.JobId;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveOutputTest {
    private static final int KEPT = 128 * 1024;

    @Test
    void theLastThatAJobWroteIsKeptInWhateverPiecesItCame() {
        long seed = Long.getLong("cook.seed", System.nanoTime() % 1_000_000);
        System.out.println("LiveOutputTest: repeat with -Dcook.seed=" + seed);
        Random random = new Random(seed);
        LiveOutput live = new LiveOutput();
        JobId job = new JobId(1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int piece = 0; piece < 400; piece++) {
            byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 3 * KEPT : 5_000)];
            random.nextBytes(bytes);
            live.output(new EnvironmentJob(new EnvironmentId(7), job), bytes);
            all.writeBytes(bytes);
            byte[] written = all.toByteArray();
            assertThat(live.written(job)).isEqualTo(written.length);
            byte[] last = Arrays.copyOfRange(written, Math.max(0, written.length - KEPT), written.length);
            assertThat(Arrays.equals(live.tail(job).orElseThrow(), last))
                    .as("after piece %d", piece)
                    .isTrue();
        }
    }
}
