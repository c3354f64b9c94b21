package dev.cook.git.diff;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The types of images that every browser shows and that hold no program: SVG is none of them. */
public final class ImageType {
    private static final Map<String, String> BEGINNINGS = Map.of(
            "\u0089PNG\r\n\u001a\n", "image/png",
            "\u00ff\u00d8\u00ff", "image/jpeg",
            "GIF87a", "image/gif",
            "GIF89a", "image/gif");

    private ImageType() {}

    public static Optional<String> of(byte[] bytes) {
        String begins = new String(bytes, 0, Math.min(bytes.length, 12), StandardCharsets.ISO_8859_1);
        if (begins.startsWith("RIFF") && begins.endsWith("WEBP")) {
            return Optional.of("image/webp");
        }
        return BEGINNINGS.entrySet().stream()
                .filter(beginning -> begins.startsWith(beginning.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
