package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.Text;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds up what a turn uses, model by model. */
final class UsageByModel {
    /** Models of one turn; an agent and its helpers use a few. */
    private static final int MOST_MODELS = 32;

    /** Characters of a model's name. */
    private static final int LONGEST_NAME = 200;

    private final Map<String, ModelUsage> models = new LinkedHashMap<>();

    void add(String model, TokenCounts tokens, Optional<BigDecimal> usd) {
        if (tokens.unknown() && usd.isEmpty()) {
            return;
        }
        add(new ModelUsage(name(model), tokens, usd));
    }

    /** Adds what is named as it is stored, also where nothing of it is known. */
    void add(ModelUsage more) {
        if (models.containsKey(more.model()) || models.size() < MOST_MODELS) {
            models.merge(more.model(), more, ModelUsage::plus);
        }
    }

    /** Forgets what was added: what comes next is the whole count. */
    void clear() {
        models.clear();
    }

    List<ModelUsage> all() {
        return List.copyOf(models.values());
    }

    /** As it is stored and shown: one line of plain text. */
    static String name(String model) {
        String plain = Text.printable(model).strip();
        return plain.isEmpty() ? ModelUsage.UNNAMED : Text.shortened(plain, LONGEST_NAME);
    }
}
