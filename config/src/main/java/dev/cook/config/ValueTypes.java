package dev.cook.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The sorts of single values that the files know. */
final class ValueTypes {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    private static final Pattern IMAGE = Pattern.compile("[a-z0-9][A-Za-z0-9._:/@-]{0,254}");

    private ValueTypes() {}

    /** A value written as a quoted string. */
    record Text<T>(String title, Function<String, T> parse) implements ValueType<T> {
        /** No single value is sensibly longer; commands have a limit of their own. */
        private static final int LONGEST = 4096;

        @Override
        public T ofToml(Object value) {
            if (value instanceof String text) {
                return ofText(text);
            }
            throw new IllegalArgumentException("must be in quotes (" + title + "), found " + QuotedValue.value(value));
        }

        @Override
        public T ofText(String text) {
            if (text.length() > LONGEST) {
                throw new IllegalArgumentException("longer than " + LONGEST + " characters");
            }
            if (text.codePoints().anyMatch(QuotedValue::isTreacherous)) {
                throw new IllegalArgumentException("holds control, zero-width or direction characters");
            }
            return parse.apply(text);
        }
    }

    /** A whole number in a range. */
    record Count(int least, int most) implements ValueType<Integer> {
        @Override
        public String title() {
            return "number, " + least + " to " + most;
        }

        @Override
        public Integer ofToml(Object value) {
            if (value instanceof Long number) {
                return checked(number);
            }
            throw new IllegalArgumentException("expected a number without quotes, found " + QuotedValue.value(value));
        }

        @Override
        public Integer ofText(String text) {
            if (!text.matches("-?[0-9]{1,18}")) {
                throw new IllegalArgumentException("expected a number, found " + QuotedValue.quoted(text));
            }
            return checked(Long.parseLong(text));
        }

        private Integer checked(long number) {
            if (number < least || number > most) {
                throw new IllegalArgumentException("must lie between " + least + " and " + most + ", not " + number);
            }
            return (int) number;
        }
    }

    /** The number of a TCP port. */
    record Port() implements ValueType<Integer> {
        private static final Count RANGE = new Count(1, 65_535);

        @Override
        public String title() {
            return "port";
        }

        @Override
        public Integer ofToml(Object value) {
            return RANGE.ofToml(value);
        }

        @Override
        public Integer ofText(String text) {
            return RANGE.ofText(text);
        }
    }

    /** Yes or no. */
    private record Flag() implements ValueType<Boolean> {
        @Override
        public String title() {
            return "true or false";
        }

        @Override
        public Boolean ofToml(Object value) {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw new IllegalArgumentException(
                    "expected true or false without quotes, found " + QuotedValue.value(value));
        }

        @Override
        public Boolean ofText(String text) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("expected true or false, found " + QuotedValue.quoted(text));
            }
            return text.equals("true");
        }
    }

    static ValueType<Boolean> flag() {
        return new Flag();
    }

    static ValueType<String> word(int longest) {
        return new Text<>("text", text -> {
            if (text.isBlank() || text.codePointCount(0, text.length()) > longest) {
                throw new IllegalArgumentException("must have 1 to " + longest + " characters");
            }
            return text;
        });
    }

    /** What a gate or an agent may be called: it appears in refs, addresses and environment variables. */
    static ValueType<String> name() {
        return new Text<>("name", text -> {
            if (!NAME.matcher(text).matches()) {
                throw new IllegalArgumentException(QuotedValue.quoted(text)
                        + " is not a name: up to 40 of a-z, 0-9 and '-', beginning with a letter or digit");
            }
            return text;
        });
    }

    static ValueType<String> variableName() {
        return new Text<>("variable name", text -> {
            if (!VARIABLE.matcher(text).matches()) {
                throw new IllegalArgumentException(QuotedValue.quoted(text) + " is not an environment variable's name");
            }
            if (text.startsWith("COOK_")) {
                throw new IllegalArgumentException(
                        QuotedValue.quoted(text) + " is Cook's own: agents get no variable that begins with COOK_");
            }
            return text;
        });
    }

    /** An image's name as the docker command takes it; never an option. */
    static ValueType<String> image() {
        return new Text<>("image", text -> {
            if (!IMAGE.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        QuotedValue.quoted(text) + " is not the name of an image, such as \"debian:12\"");
            }
            return text;
        });
    }

    /** An absolute path: the server's working directory should not decide what a file means. */
    static ValueType<Path> path() {
        return new Text<>("path", text -> {
            Path path;
            try {
                path = Path.of(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(QuotedValue.quoted(text) + " is not a path", e);
            }
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException(QuotedValue.quoted(text) + " must be an absolute path");
            }
            return path.normalize();
        });
    }

    static ValueType<ListenAddress> address() {
        return new Text<>("address", ListenAddress::parse);
    }

    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        E[] all = type.getEnumConstants();
        String words = Arrays.stream(all)
                .map(e -> "\"" + e.name().toLowerCase(Locale.ROOT) + "\"")
                .collect(Collectors.joining(" or "));
        return new Text<>(words, text -> Arrays.stream(all)
                .filter(e -> e.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected " + words + ", found " + QuotedValue.quoted(text) + meant(text, all))));
    }

    private static <E extends Enum<E>> String meant(String text, E[] all) {
        return NearMatch.of(
                        text,
                        Arrays.stream(all)
                                .map(e -> e.name().toLowerCase(Locale.ROOT))
                                .toList())
                .map(word -> "; did you mean \"" + word + "\"?")
                .orElse("");
    }
}
