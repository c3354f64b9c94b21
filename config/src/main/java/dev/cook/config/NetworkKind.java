package dev.cook.config;

import java.util.List;
import org.tomlj.TomlArray;

/** A network policy as it is written: a word, or a list of hosts. */
record NetworkKind() implements ValueType<Network> {
    @Override
    public String title() {
        return "\"open\", \"cook\", \"host\" or list of hosts";
    }

    @Override
    public boolean isScalar() {
        return false;
    }

    @Override
    public Network ofToml(Object value) {
        return switch (value) {
            case String word -> ofText(word);
            case TomlArray array -> {
                CompositeTypes.requireFew(array.size());
                List<Network.Entry> hosts =
                        new CompositeTypes.ListOf<>(new ValueTypes.Text<>("host", Network.Entry::parse)).ofToml(array);
                yield new Network.Only(hosts);
            }
            default ->
                throw new IllegalArgumentException(
                        "expected \"open\", \"cook\", \"host\" or a list of hosts, found " + QuotedValue.value(value));
        };
    }

    @Override
    public Network ofText(String text) {
        return switch (text) {
            case "open" -> new Network.Open();
            case "cook" -> new Network.Cook();
            case "host" -> new Network.Host();
            default ->
                throw new IllegalArgumentException(
                        "expected \"open\", \"cook\", \"host\" or a list of hosts, found " + QuotedValue.quoted(text));
        };
    }
}
