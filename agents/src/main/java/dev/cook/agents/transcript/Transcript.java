package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import java.util.List;
import java.util.Optional;

/**
 * What a turn came to.
 *
 * @param lines JSON, one entry a line
 * @param usage of each model, in this turn alone
 * @param thread the conversation whose running total the agent told; empty: it told of the turn
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares transcripts
public record Transcript(byte[] lines, List<ModelUsage> usage, Optional<String> thread) {
    public Transcript {
        usage = List.copyOf(usage);
    }
}
