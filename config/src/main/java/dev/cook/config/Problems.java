package dev.cook.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong, so that one start or one push shows all of it. */
final class Problems {
    /** More would scroll the first ones away, and a hostile file can hold tens of thousands. */
    static final int LISTED = 50;

    private final List<Problem> listed = new ArrayList<>();
    private long unlisted;

    void add(Problem problem) {
        if (listed.size() < LISTED) {
            listed.add(problem);
        } else {
            unlisted++;
        }
    }

    void throwIfAny() {
        if (!listed.isEmpty()) {
            throw new ConfigException(
                    listed.stream()
                            .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                            .toList(),
                    unlisted);
        }
    }
}
