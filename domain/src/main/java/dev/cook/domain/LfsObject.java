package dev.cook.domain;

import java.util.regex.Pattern;

/**
 * A large file as Git LFS names it.
 *
 * @param oid SHA-256 of its bytes in lower-case hex
 * @param size bytes
 */
public record LfsObject(String oid, long size) {
    private static final Pattern OID = Pattern.compile("[0-9a-f]{64}");

    public LfsObject {
        if (!isOid(oid)) {
            throw new IllegalArgumentException("a Git LFS object is named by 64 lower-case hex digits");
        }
        if (size < 0) {
            throw new IllegalArgumentException("a Git LFS object has no negative size");
        }
    }

    /** Whether a text can name an object; whatever else it is, no path is ever made of it. */
    public static boolean isOid(String text) {
        return OID.matcher(text).matches();
    }
}
