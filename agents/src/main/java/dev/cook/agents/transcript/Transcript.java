package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import java.util.List;

/**
 * What a turn came to.
 *
 * @param lines JSON, one entry a line
 * @param usage of each model, as the agent tells it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares transcripts
public record Transcript(byte[] lines, List<ModelUsage> usage) {
    public Transcript {
        usage = List.copyOf(usage);
    }
}
