package dev.cook.config;

import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * What is being read: a file's name for messages, the variables that win over it, and what was found wrong so far.
 *
 * @param environment empty where nothing may override the file
 * @param placed whether lines and columns mean anything to whoever wrote it
 */
record Source(String where, Map<String, String> environment, Problems problems, boolean placed) {
    /** The parser's messages may hold a whole line of the file. */
    private static final int LONGEST_MESSAGE = 200;

    Source(String where, Map<String, String> environment, Problems problems) {
        this(where, environment, problems, true);
    }

    /** The file's top table; a file that is not TOML is refused at once, for half of one reads as nonsense. */
    Section parse(String text) {
        // Editors on Windows begin a file with a byte order mark, which TOML does not know.
        TomlParseResult parsed = Toml.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        parsed.errors()
                .forEach(error -> problems.add(new Problem(
                        where,
                        error.position().line(),
                        error.position().column(),
                        QuotedValue.line(String.valueOf(error.getMessage()), LONGEST_MESSAGE))));
        problems.throwIfAny();
        return new Section(this, "", parsed, Optional.empty());
    }

    void refuse(Optional<TomlPosition> at, String message) {
        problems.add(at.filter(_ -> placed)
                .map(position -> new Problem(where, position.line(), position.column(), message))
                .orElseGet(() -> Problem.of(where, message)));
    }

    Section empty(String name) {
        TomlTable nothing = Toml.parse("");
        return new Section(this, name, nothing, Optional.empty());
    }
}
