package dev.cook.domain.event;

import java.util.Map;

/**
 * What the table says and this version of Cook cannot read: a newer server wrote it, or a key is damaged.
 *
 * @param problem what stands against reading it
 */
public record UnknownFact(String type, int version, Map<String, String> data, String problem) implements Fact {
    public UnknownFact {
        data = Map.copyOf(data);
    }
}
