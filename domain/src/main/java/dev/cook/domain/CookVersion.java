package dev.cook.domain;

/** Which Cook this is. */
public final class CookVersion {
    private CookVersion() {}

    /** The version that the launcher read beside the jars: number and commit; classes in a directory have none. */
    public static String current() {
        return System.getProperty("cook.version", "development");
    }
}
