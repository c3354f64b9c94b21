package dev.cook.agents.transcript;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The ways in which programs write a secret. */
final class SecretForms {
    private static final Map<Integer, String> ESCAPES = Map.of(
            (int) '"',
            "\\\"",
            (int) '\\',
            "\\\\",
            (int) '/',
            "\\/",
            (int) '\n',
            "\\n",
            (int) '\r',
            "\\r",
            (int) '\t',
            "\\t",
            (int) '\b',
            "\\b",
            (int) '\f',
            "\\f");

    private static final Map<Integer, List<String>> ENTITIES = Map.of(
            (int) '&', List.of("&amp;"),
            (int) '<', List.of("&lt;"),
            (int) '>', List.of("&gt;"),
            (int) '"', List.of("&quot;", "&#34;"),
            (int) '\'', List.of("&#39;", "&apos;"));

    private SecretForms() {}

    /** As it is, in JSON, on a page and in an address; as numbers; in base64, wherever in the encoded bytes it lies. */
    static List<SecretForm> of(String secret, byte[] instead) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<SecretForm> forms = new ArrayList<>();
        forms.add(new SecretForm(
                secret.codePoints().mapToObj(SecretForms::spellings).toList(), false, instead));
        List<byte[][]> hex = new ArrayList<>();
        for (byte b : bytes) {
            hex.add(all(List.of(hex("%02x", b), hex("%02X", b))));
        }
        forms.add(new SecretForm(hex, true, instead));
        Map<String, SecretForm> encoded = new LinkedHashMap<>();
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (int offset = 0; offset < 3; offset++) {
                String inside = inside(encoder, bytes, offset);
                List<byte[][]> units = inside.chars()
                        .mapToObj(c -> all(List.of(Character.toString(c))))
                        .toList();
                encoded.putIfAbsent(inside, new SecretForm(units, false, instead));
            }
        }
        encoded.forEach((inside, form) -> {
            if (inside.length() >= Redaction.SHORTEST) {
                forms.add(form);
            }
        });
        return forms;
    }

    private static byte[][] spellings(int c) {
        List<String> spellings = new ArrayList<>();
        String plain = Character.toString(c);
        spellings.add(plain);
        if (c == '\n') {
            spellings.add("\r\n");
        }
        if (c == ' ') {
            spellings.add("+");
        }
        StringBuilder lower = new StringBuilder();
        StringBuilder upper = new StringBuilder();
        for (byte b : plain.getBytes(StandardCharsets.UTF_8)) {
            lower.append(hex("%%%02x", b));
            upper.append(hex("%%%02X", b));
        }
        spellings.add(lower.toString());
        spellings.add(upper.toString());
        if (ESCAPES.containsKey(c)) {
            spellings.add(ESCAPES.getOrDefault(c, plain));
        }
        spellings.addAll(ENTITIES.getOrDefault(c, List.of()));
        lower.setLength(0);
        upper.setLength(0);
        plain.chars().forEach(unit -> {
            lower.append("\\u").append(String.format(Locale.ROOT, "%04x", unit));
            upper.append("\\u").append(String.format(Locale.ROOT, "%04X", unit));
        });
        spellings.add(lower.toString());
        spellings.add(upper.toString());
        return all(spellings);
    }

    private static String hex(String format, byte b) {
        return String.format(Locale.ROOT, format, b & 0xff);
    }

    private static byte[][] all(List<String> spellings) {
        return spellings.stream()
                .distinct()
                .map(spelling -> spelling.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** The characters of an encoded text that depend on the secret alone, where it lies at an offset modulo 3. */
    private static String inside(Base64.Encoder encoder, byte[] secret, int offset) {
        byte[] shifted = new byte[offset + secret.length];
        System.arraycopy(secret, 0, shifted, offset, secret.length);
        String encoded = encoder.withoutPadding().encodeToString(shifted);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return encoded.substring(from, Math.max(from, to));
    }
}
