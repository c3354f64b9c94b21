package dev.cook.http;

import java.util.Map;

/**
 * How one part of the server is.
 *
 * @param why what is wrong with it, fit for anybody who asks; empty where it is well
 * @param numbers what it counts, by name
 */
public record HealthPart(String name, boolean up, String why, Map<String, Long> numbers) {
    public HealthPart {
        numbers = Map.copyOf(numbers);
    }

    /** One that is well. */
    public static HealthPart up(String name) {
        return new HealthPart(name, true, "", Map.of());
    }

    public static HealthPart down(String name, String why) {
        return new HealthPart(name, false, why, Map.of());
    }
}
