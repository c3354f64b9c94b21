package dev.cook.http.exchange;

import java.util.regex.Pattern;

/** A place on this server that a form or a link asks to go on to: never another server. */
public final class LocalPath {
    /** One slash, then neither a slash nor a backslash, which browsers take for one; nothing that ends a header line. */
    private static final Pattern SHAPE = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,1000}|/");

    private LocalPath() {}

    /** The path itself if it is local, and the first page otherwise. */
    public static String orHome(String path) {
        return SHAPE.matcher(path).matches() ? path : "/";
    }
}
