package dev.cook.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table that the reader and the reference share.
 *
 * @param table where it stands, such as {@code limits}; empty for the top of the file
 * @param fallback the default as somebody would write it; absent: none, and the sentence says what that means
 * @param sentence what it is for
 */
record Setting<T>(String table, String key, ValueType<T> kind, Optional<String> fallback, String sentence) {
    Setting {
        fallback.ifPresent(kind::ofText);
    }

    T fallbackValue() {
        return kind.ofText(fallback.orElseThrow(() -> new IllegalStateException(key + " has no default")));
    }

    /** The environment variable that overrides it in a table of that name. */
    Optional<String> variable(String actualTable) {
        return kind.isScalar()
                ? Optional.of(("COOK_" + actualTable + "_" + key)
                        .replace('.', '_')
                        .replace('-', '_')
                        .toUpperCase(Locale.ROOT))
                : Optional.empty();
    }
}
