package dev.cook.config;

import java.util.List;
import org.tomlj.TomlTable;

/** What must be so for a gate to run, written as a table. */
record WhenTable() implements ValueType<GateWhen> {
    private static final List<String> KEYS = List.of("branches", "started_by", "agents");

    @Override
    public String title() {
        return "table";
    }

    @Override
    public boolean isScalar() {
        return false;
    }

    @Override
    public GateWhen ofToml(Object value) {
        if (!(value instanceof TomlTable table)) {
            throw new IllegalArgumentException(
                    "expected a table such as { branches = [\"agent/*\"] }, found " + QuotedValue.value(value));
        }
        for (String key : table.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("there is no key " + QuotedValue.quoted(key)
                        + NearMatch.of(key, KEYS)
                                .map(meant -> "; did you mean '" + meant + "'?")
                                .orElse("; known: " + String.join(", ", KEYS)));
            }
        }
        return new GateWhen(
                list(table, "branches", RepoSettings.pattern()),
                list(table, "started_by", RepoSettings.person()),
                list(table, "agents", ValueTypes.name()));
    }

    @Override
    public GateWhen ofText(String text) {
        if (!text.equals("{}")) {
            throw new IllegalStateException("a condition has no text form: " + text);
        }
        return GateWhen.ALWAYS;
    }

    private static <T> List<T> list(TomlTable table, String key, ValueType<T> element) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return List.of();
        }
        try {
            return new CompositeTypes.ListOf<>(element).ofToml(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
