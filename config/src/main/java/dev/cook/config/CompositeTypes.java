package dev.cook.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** The sorts of values that hold several others. */
final class CompositeTypes {
    /** More arguments, paths or variables than anybody writes by hand. */
    private static final int MOST = 200;

    private CompositeTypes() {}

    /** A list whose elements are all of one kind; its only text form is the empty one. */
    record ListOf<T>(ValueType<T> element) implements ValueType<List<T>> {
        @Override
        public String title() {
            return "list of " + element.title().replaceFirst("y$", "ie") + "s";
        }

        @Override
        public boolean isScalar() {
            return false;
        }

        @Override
        public List<T> ofToml(Object value) {
            if (!(value instanceof TomlArray array)) {
                throw new IllegalArgumentException("expected a list in brackets, found " + QuotedValue.value(value));
            }
            requireFew(array.size());
            List<T> elements = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                try {
                    elements.add(element.ofToml(array.get(i)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("element " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
            return List.copyOf(elements);
        }

        @Override
        public List<T> ofText(String text) {
            if (!text.equals("[]")) {
                throw new IllegalStateException("a list has no text form: " + text);
            }
            return List.of();
        }
    }

    /** A repository's name, or a table that also says where and what of it. */
    record Beside() implements ValueType<RepoBeside> {
        private static final List<String> KEYS = List.of("name", "path", "ref");

        @Override
        public String title() {
            return "repository";
        }

        @Override
        public boolean isScalar() {
            return false;
        }

        @Override
        public RepoBeside ofToml(Object value) {
            if (value instanceof String name) {
                return RepoBeside.of(name);
            }
            if (!(value instanceof TomlTable table)) {
                throw new IllegalArgumentException("expected the name of a repository, or a table such as"
                        + " { name = \"team/lib\", path = \"lib\", ref = \"main\" }, found "
                        + QuotedValue.value(value));
            }
            requireKnown(table, KEYS);
            String name = text(table, "name").orElseThrow(() -> new IllegalArgumentException("name is missing"));
            return new RepoBeside(name, text(table, "path").orElse(RepoBeside.lastPart(name)), text(table, "ref"));
        }

        @Override
        public RepoBeside ofText(String text) {
            return RepoBeside.of(text);
        }
    }

    private static void requireKnown(TomlTable table, List<String> keys) {
        for (String key : table.keySet()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(
                        "there is no key " + QuotedValue.quoted(key) + "; known: " + String.join(", ", keys));
            }
        }
    }

    private static Optional<String> text(TomlTable table, String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new IllegalArgumentException(key + ": expected text in quotes, found " + QuotedValue.value(value));
    }

    /** A git repository's URL or path, or a table that also says what to make of it. */
    record Configured() implements ValueType<Configuration> {
        private static final List<String> KEYS = List.of("url", "rev", "attribute", "kind");

        @Override
        public String title() {
            return "URL or table";
        }

        /** NixOS owns the whole machine. */
        private static final String NIXOS = "a configuration.nix is for a whole machine and cannot be applied inside an"
                + " environment; apply it to a machine of yours and use that (backend = \"ssh\"), or make an image of it"
                + " (backend = \"docker\"), or put what agents need into a flake (kind = \"devshell\" or \"home\")";

        @Override
        public boolean isScalar() {
            return false;
        }

        @Override
        public Configuration ofToml(Object value) {
            if (value instanceof String url) {
                return ofText(url);
            }
            if (!(value instanceof TomlTable table)) {
                throw new IllegalArgumentException("expected a URL, or a table such as"
                        + " { url = \"https://…\", rev = \"main\", kind = \"dotfiles\" }, found "
                        + QuotedValue.value(value));
            }
            requireKnown(table, KEYS);
            String url = text(table, "url").orElseThrow(() -> new IllegalArgumentException("url is missing"));
            if (text(table, "kind").filter("nixos"::equals).isPresent()) {
                throw new IllegalArgumentException(NIXOS);
            }
            Configuration.Sort kind = ValueTypes.choice(Configuration.Sort.class)
                    .ofText(text(table, "kind").orElse(Configuration.Sort.DOTFILES.word()));
            Optional<String> attribute = text(table, "attribute");
            if (attribute.isPresent() && !kind.isFlake()) {
                throw new IllegalArgumentException("attribute is for the kinds \"devshell\" and \"home\"");
            }
            if (attribute.isEmpty() && kind == Configuration.Sort.HOME) {
                throw new IllegalArgumentException(
                        "attribute is missing; name the part of the flake to activate, such as"
                                + " \"homeConfigurations.ada.activationPackage\"");
            }
            return new Configuration(Configuration.url(url), text(table, "rev"), attribute, kind);
        }

        @Override
        public Configuration ofText(String text) {
            return new Configuration(
                    Configuration.url(text), Optional.empty(), Optional.empty(), Configuration.Sort.DOTFILES);
        }
    }

    /** Environment variables with their values. */
    record Variables() implements ValueType<Map<String, String>> {
        private static final int LONGEST = 32 * 1024;

        @Override
        public String title() {
            return "table of texts";
        }

        @Override
        public boolean isScalar() {
            return false;
        }

        @Override
        public Map<String, String> ofToml(Object value) {
            if (!(value instanceof TomlTable table)) {
                throw new IllegalArgumentException(
                        "expected a table such as { FOO = \"bar\" }, found " + QuotedValue.value(value));
            }
            requireFew(table.size());
            Map<String, String> variables = new LinkedHashMap<>();
            table.entrySet().forEach(entry -> {
                String name = ValueTypes.variableName().ofText(entry.getKey());
                if (!(entry.getValue() instanceof String text)) {
                    throw new IllegalArgumentException(
                            name + ": expected text in quotes, found " + QuotedValue.value(entry.getValue()));
                }
                if (text.indexOf(0) >= 0 || text.length() > LONGEST) {
                    throw new IllegalArgumentException(name + ": holds a NUL or more than " + LONGEST + " characters");
                }
                variables.put(name, text);
            });
            return Map.copyOf(variables);
        }

        @Override
        public Map<String, String> ofText(String text) {
            if (!text.equals("{}")) {
                throw new IllegalStateException("a table has no text form: " + text);
            }
            return Map.of();
        }
    }

    static void requireFew(int size) {
        if (size > MOST) {
            throw new IllegalArgumentException("has " + size + " elements; at most " + MOST + " are allowed");
        }
    }
}
