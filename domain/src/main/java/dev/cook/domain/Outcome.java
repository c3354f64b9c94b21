package dev.cook.domain;

/**
 * What a request of an agent or a person came to.
 *
 * @param said for them to read
 */
public record Outcome(boolean agreed, String said) {
    public static Outcome agreed(String said) {
        return new Outcome(true, said);
    }

    public static Outcome refused(String said) {
        return new Outcome(false, said);
    }
}
