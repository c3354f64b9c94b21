package dev.cook.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;

/** What may be executed. */
final class Commands {
    /** One argument on Linux may have 128 KiB; a command written by hand needs a fraction. */
    private static final int LONGEST = 32 * 1024;

    private Commands() {}

    private static final Pattern SHELL = Pattern.compile("(.*/)?(ba|da|z|k)?sh");
    private static final Pattern SCRIPT_FOLLOWS = Pattern.compile("-[a-z]*c");

    /** A gate's command: text is for a shell, a list is executed as it is. */
    record OfGate() implements ValueType<List<String>> {
        @Override
        public String title() {
            return "text or list of texts";
        }

        @Override
        public boolean isScalar() {
            return false;
        }

        @Override
        public List<String> ofToml(Object value) {
            return switch (value) {
                case String text -> {
                    if (text.isBlank()) {
                        throw new IllegalArgumentException("is empty; a gate needs something to run");
                    }
                    yield List.of("sh", "-c", argument(text));
                }
                case TomlArray array -> arguments(array);
                default ->
                    throw new IllegalArgumentException(
                            "expected text for a shell or a list of arguments, found " + QuotedValue.value(value));
            };
        }

        @Override
        public List<String> ofText(String text) {
            return ofToml(text);
        }
    }

    /** An agent's command: always a list, so that no shell ever reads a prompt. */
    record OfAgent() implements ValueType<List<String>> {
        @Override
        public String title() {
            return "list of texts";
        }

        @Override
        public boolean isScalar() {
            return false;
        }

        @Override
        public List<String> ofToml(Object value) {
            if (!(value instanceof TomlArray array)) {
                throw new IllegalArgumentException("expected a list such as [\"claude\", \"-p\", \"{prompt}\"], found "
                        + QuotedValue.value(value) + "; no shell reads an agent's command");
            }
            List<String> arguments = arguments(array);
            arguments.forEach(OfAgent::checkPlaceholders);
            checkShell(arguments);
            return arguments;
        }

        @Override
        public List<String> ofText(String text) {
            throw new IllegalStateException("an agent's command has no text form: " + text);
        }

        private static void checkPlaceholders(String argument) {
            Matcher matcher = Invocation.PLACEHOLDER.matcher(argument);
            while (matcher.find()) {
                String found = matcher.group();
                Optional<String> meant = NearMatch.of(found, Invocation.PLACEHOLDERS);
                if (meant.isPresent() && !meant.get().equals(found)) {
                    throw new IllegalArgumentException(
                            "there is no placeholder " + found + "; did you mean " + meant.get() + "?");
                }
            }
        }

        private static void checkShell(List<String> arguments) {
            if (!SHELL.matcher(arguments.getFirst()).matches()) {
                return;
            }
            int script = 1;
            while (script < arguments.size()
                    && !SCRIPT_FOLLOWS.matcher(arguments.get(script - 1)).matches()) {
                script++;
            }
            if (script < arguments.size() && arguments.get(script).contains("{prompt}")) {
                throw new IllegalArgumentException(
                        "a shell would run what the prompt says; hand it over as an argument:"
                                + " [\"sh\", \"-c\", \"… \\\"$1\\\"\", \"sh\", \"{prompt}\"]");
            }
        }
    }

    private static List<String> arguments(TomlArray array) {
        List<String> arguments = new CompositeTypes.ListOf<>(new Argument()).ofToml(array);
        if (arguments.isEmpty() || arguments.getFirst().isBlank()) {
            throw new IllegalArgumentException("is empty; name the program to run");
        }
        return arguments;
    }

    private static String argument(String text) {
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("holds a NUL character");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("longer than " + LONGEST + " characters");
        }
        return text;
    }

    private record Argument() implements ValueType<String> {
        @Override
        public String title() {
            return "text";
        }

        @Override
        public String ofToml(Object value) {
            if (value instanceof String text) {
                return argument(text);
            }
            throw new IllegalArgumentException("expected a text in quotes, found " + QuotedValue.value(value));
        }

        @Override
        public String ofText(String text) {
            return argument(text);
        }
    }
}
