package dev.cook.domain;

import java.util.HexFormat;

/** The SHA-256 of all that decides a gate's result: its definition, the files that it judges, and where it runs. */
public record ContentKey(String hex) {
    public ContentKey {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256: '" + hex + "'");
        }
    }

    public static ContentKey of(byte[] sha256) {
        return new ContentKey(HexFormat.of().formatHex(sha256));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
