package dev.cook.agents.backend;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** Environment variables that may be handed to what runs in an environment; their values can be secrets. */
public record Variables(Map<String, String> values) {
    public static final Variables NONE = new Variables(Map.of());

    /** As many as a process can be given without its arguments growing too long. */
    static final int MOST = 500;
    /** Linux refuses a single string of 128 KiB or more. */
    static final int LONGEST_VALUE = 100_000;

    /** Short enough for a file's name in a tar header, which is how they travel. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,79}");

    public Variables {
        values = Map.copyOf(values);
        if (values.size() > MOST) {
            throw new IllegalArgumentException(values.size() + " variables are more than " + MOST);
        }
        values.forEach(Variables::check);
    }

    private static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a valid variable name");
        }
        if (name.startsWith("COOK_") || name.equals("HOME")) {
            throw new IllegalArgumentException("the variable " + name + " is set by Cook; choose another name");
        }
        if (value.indexOf('\0') >= 0 || value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "the value of " + name + " contains a NUL or is longer than " + LONGEST_VALUE + " bytes");
        }
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "Variables" + values.keySet();
    }
}
