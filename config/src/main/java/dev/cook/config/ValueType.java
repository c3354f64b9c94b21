package dev.cook.config;

/** How one sort of value is written, checked and described; problems are told by IllegalArgumentException. */
interface ValueType<T> {
    /** What the reference calls it. */
    String title();

    /** Whether an environment variable can hold it. */
    default boolean isScalar() {
        return true;
    }

    T ofToml(Object value);

    /** From an environment variable or a default. */
    T ofText(String text);
}
