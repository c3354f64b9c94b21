package dev.cook.git;

import dev.cook.domain.LfsObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The small text that git holds in the place of a large file; the format is that of the git-lfs specification, version 1. */
public final class LfsPointer {
    /** A pointer has fewer bytes than this, so says the specification. */
    static final int LIMIT = 1024;

    /** The shortest one: a version, an id, and a size of one digit. */
    static final int SHORTEST = 100;

    /** The second address is what git-lfs wrote before its first release. Keys between are those of extensions. */
    private static final Pattern TEXT =
            Pattern.compile("version https://(?:git-lfs\\.github\\.com|hawser\\.github\\.com)/spec/v1\\r?\\n"
                    + "(?:ext-[^\\n]*\\n)*"
                    + "oid sha256:([0-9a-f]{64})\\r?\\n"
                    + "size ([0-9]{1,18})\\r?\\n?");

    private LfsPointer() {}

    /** What a file's content points to; empty where it is no pointer. An empty file is its own pointer, and is none here. */
    public static Optional<LfsObject> read(byte[] content) {
        if (content.length < SHORTEST || content.length >= LIMIT) {
            return Optional.empty();
        }
        Matcher text = TEXT.matcher(new String(content, StandardCharsets.UTF_8));
        return text.matches()
                ? Optional.of(new LfsObject(text.group(1), Long.parseLong(text.group(2))))
                : Optional.empty();
    }
}
