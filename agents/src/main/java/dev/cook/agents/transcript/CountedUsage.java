package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.Text;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent counted while it worked on a turn.
 *
 * @param models what it says it used of each model
 * @param total which of its counters run on over the turns of a conversation
 * @param thread that conversation, as the agent calls it; empty where nothing runs on
 */
public record CountedUsage(List<ModelUsage> models, Total total, Optional<String> thread) {
    /** An agent that says nothing, or that nobody heard. */
    public static final CountedUsage NONE = ofTurn(List.of());

    /** Stands for the conversation of an agent that does not name it. */
    private static final String UNNAMED = "unnamed";

    /** Characters of a conversation's name. */
    private static final int LONGEST_NAME = 200;

    /** Counters that hold what earlier turns of the same conversation used. */
    enum Total {
        NOTHING,
        COST,
        COST_AND_TOKENS
    }

    public CountedUsage {
        models = List.copyOf(models);
        thread = thread.map(CountedUsage::plain);
        if (total == Total.NOTHING != thread.isEmpty()) {
            throw new IllegalArgumentException("a running total is that of a thread");
        }
    }

    /** As it is stored: one line of plain text. */
    private static String plain(String thread) {
        String plain = Text.printable(thread).strip();
        return plain.isEmpty() ? UNNAMED : Text.shortened(plain, LONGEST_NAME);
    }

    static CountedUsage ofTurn(List<ModelUsage> models) {
        return new CountedUsage(models, Total.NOTHING, Optional.empty());
    }

    /**
     * What this turn used. A counter that stands lower than at the end of the turn before began anew, and is taken as it is.
     * An earlier turn may have used another model, so what is left of the earlier count is taken from any that has it.
     *
     * @param earlier what the session's earlier turns in the same thread used
     */
    public List<ModelUsage> since(List<ModelUsage> earlier) {
        ModelUsage left =
                switch (total) {
                    case NOTHING -> sum(List.of());
                    case COST -> costOf(sum(earlier));
                    case COST_AND_TOKENS -> sum(earlier);
                };
        if (lower(sum(models), left)) {
            return models;
        }
        List<ModelUsage> used = new ArrayList<>();
        for (ModelUsage counted : models) {
            used.add(counted.minus(left));
            left = left.minus(counted);
        }
        return List.copyOf(used);
    }

    /** Whether some counter stands lower than it stood. */
    static boolean isBelow(List<ModelUsage> now, List<ModelUsage> before) {
        return lower(sum(now), sum(before));
    }

    private static boolean lower(ModelUsage now, ModelUsage before) {
        return now.tokens().allInput().orElse(0L) < before.tokens().allInput().orElse(0L)
                || now.tokens().output().orElse(0L) < before.tokens().output().orElse(0L)
                || now.reportedUsd()
                                .orElse(BigDecimal.ZERO)
                                .compareTo(before.reportedUsd().orElse(BigDecimal.ZERO))
                        < 0;
    }

    private static ModelUsage costOf(ModelUsage usage) {
        return new ModelUsage(usage.model(), TokenCounts.UNKNOWN, usage.reportedUsd());
    }

    private static ModelUsage sum(List<ModelUsage> models) {
        return models.stream()
                .reduce(new ModelUsage(ModelUsage.UNNAMED, TokenCounts.UNKNOWN, Optional.empty()), ModelUsage::plus);
    }
}
