package dev.cook.domain;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** A git object id in lower-case hex: 40 digits for SHA-1, 64 for SHA-256. */
public record Oid(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    public Oid {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not an object id: '" + hex + "' (expected 40 or 64 hex digits)");
        }
    }

    public static Oid of(byte[] raw) {
        return new Oid(HexFormat.of().formatHex(raw));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The first ten digits: enough to recognise, short enough to read. */
    public String abbreviated() {
        return hex.substring(0, 10);
    }

    @Override
    public String toString() {
        return hex;
    }
}
