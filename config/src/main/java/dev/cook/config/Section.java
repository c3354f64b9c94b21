package dev.cook.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a file, read setting by setting.
 *
 * @param name with dots, empty for the top of the file
 * @param at where the table begins; absent for the top and for tables that the file leaves out
 */
record Section(Source source, String name, TomlTable table, Optional<TomlPosition> at) {
    /** The value from the environment, else from the file, else nothing; a bad one is noted as a problem. */
    <T> Optional<T> find(Setting<T> setting) {
        Optional<String> variable = variableInUse(setting);
        Object value = table.get(List.of(setting.key()));
        try {
            if (variable.isPresent()) {
                return Optional.of(setting.kind().ofText(textOf(variable.get())));
            }
            return value == null ? Optional.empty() : Optional.of(setting.kind().ofToml(value));
        } catch (IllegalArgumentException e) {
            if (variable.isPresent()) {
                source.problems().add(Problem.of(variable.get(), String.valueOf(e.getMessage())));
            } else {
                source.refuse(position(setting.key()), label(setting.key()) + ": " + e.getMessage());
            }
            return Optional.empty();
        }
    }

    <T> T get(Setting<T> setting) {
        return find(setting).orElseGet(setting::fallbackValue);
    }

    /** Like {@link #find}, but a value that is missing is a problem too. */
    <T> Optional<T> require(Setting<T> setting) {
        if (!holds(setting)) {
            source.refuse(at, label(setting.key()) + " is missing");
        }
        return find(setting);
    }

    boolean holds(Setting<?> setting) {
        return table.contains(List.of(setting.key())) || variableInUse(setting).isPresent();
    }

    /** Notes that a value, though well formed, cannot be used. */
    void refuse(Setting<?> setting, String message) {
        Optional<String> variable = variableInUse(setting);
        if (variable.isPresent()) {
            source.problems().add(Problem.of(variable.get(), message));
        } else {
            source.refuse(position(setting.key()).or(() -> at), label(setting.key()) + ": " + message);
        }
    }

    /** Whether a key of this table may be the name of something; if not, that is noted. */
    boolean isName(String key) {
        try {
            ValueTypes.name().ofText(key);
            return true;
        } catch (IllegalArgumentException e) {
            source.refuse(position(key), "[" + name + "]: " + e.getMessage());
            return false;
        }
    }

    /** A table inside this one; an empty one if the file leaves it out. */
    Section child(String key) {
        String path = name.isEmpty() ? key : name + "." + key;
        Object value = table.get(List.of(key));
        if (value instanceof TomlTable inner) {
            return new Section(source, path, inner, position(key));
        }
        if (value != null) {
            source.refuse(position(key), QuotedValue.quoted(path) + " must be a table, written [" + path + "]");
        }
        return source.empty(path);
    }

    /** Notes every key that is not one of the settings or tables known here. */
    void refuseOthers(List<Setting<?>> settings, Collection<String> tables) {
        List<String> known = new ArrayList<>(tables);
        settings.forEach(setting -> known.add(setting.key()));
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                boolean isTable = table.get(List.of(key)) instanceof TomlTable && !tables.isEmpty();
                source.refuse(position(key), unknown(key, isTable, isTable ? List.copyOf(tables) : known));
            }
        }
    }

    /** Such as {@code [ssh] listen}. */
    String label(String key) {
        return name.isEmpty() ? key : "[" + name + "] " + key;
    }

    /** Notes where the table, its keys and nothing below them stand. */
    void note(Map<List<String>, SourceMap.Spot> spots, String... path) {
        List<String> here = List.of(path);
        spots.put(here, spot(at, "[" + name + "]"));
        for (String key : table.keySet()) {
            List<String> there = new ArrayList<>(here);
            there.add(key);
            spots.put(List.copyOf(there), spot(position(key), label(QuotedValue.line(key, 60))));
        }
    }

    private SourceMap.Spot spot(Optional<TomlPosition> position, String label) {
        Optional<TomlPosition> shown = position.filter(_ -> source.placed());
        return new SourceMap.Spot(
                source.where(),
                shown.map(TomlPosition::line).orElse(0),
                shown.map(TomlPosition::column).orElse(0),
                label);
    }

    Optional<TomlPosition> position(String key) {
        return Optional.ofNullable(table.inputPositionOf(List.of(key)));
    }

    private String unknown(String key, boolean isTable, List<String> known) {
        String prefix = isTable && !name.isEmpty() ? name + "." : "";
        String open = isTable ? "[" + prefix : "'";
        String close = isTable ? "]" : "'";
        String subject = isTable
                ? "there is no table [" + prefix + QuotedValue.line(key, 40) + "]"
                : (name.isEmpty() ? "there is no key " : "[" + name + "] has no key ") + QuotedValue.quoted(key);
        return subject
                + NearMatch.of(key, known)
                        .map(meant -> "; did you mean " + open + meant + close + "?")
                        .orElseGet(() -> "; known: "
                                + known.stream()
                                        .map(word -> isTable ? open + word + close : word)
                                        .collect(Collectors.joining(", ")));
    }

    /** The variable that overrides the setting, if it is set to something: an empty one counts as not set. */
    private Optional<String> variableInUse(Setting<?> setting) {
        return setting.variable(name).filter(variable -> !textOf(variable).isEmpty());
    }

    private String textOf(String variable) {
        return source.environment().getOrDefault(variable, "");
    }
}
