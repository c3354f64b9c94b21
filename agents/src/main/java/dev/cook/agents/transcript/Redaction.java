package dev.cook.agents.transcript;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strikes out the secrets that Cook hands to agents: each value, and the forms in which programs write it, becomes
 * {@code [secret NAME]}. Forms: as it is, with the line breaks of a terminal, inside JSON, in an address, and in base64
 * wherever in the encoded text it lies.
 */
public final class Redaction {
    /**
     * Characters below which a value is left alone. Shorter ones are words such as {@code true} or {@code 8080}: to strike
     * them would tear up what is harmless, and tell by its holes what the value is.
     */
    public static final int SHORTEST = 8;

    /** In an order of their own, so that of two names for one value always the same one is shown. */
    private final Map<String, Secret> secrets = new TreeMap<>();

    private volatile Table table;

    private record Secret(String name, String value) {}

    /** The forms of all secrets by their first bytes; the longest first, as one secret may begin with another. */
    private record Table(List<List<Form>> byFirstByte, boolean empty) {
        static Table of(Collection<Secret> secrets) {
            List<Form> forms = new ArrayList<>();
            secrets.forEach(secret -> add(forms, secret.name(), secret.value()));
            forms.sort(
                    Comparator.comparingInt((Form form) -> form.bytes().length).reversed());
            List<List<Form>> sorted = new ArrayList<>();
            for (int b = 0; b < 256; b++) {
                byte first = (byte) b;
                sorted.add(
                        forms.stream().filter(form -> form.bytes()[0] == first).toList());
            }
            return new Table(List.copyOf(sorted), forms.isEmpty());
        }
    }

    /** A form of a secret and what stands for it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Form(byte[] bytes, byte[] instead) {}

    /** @param secrets values by their names */
    public Redaction(Map<String, String> secrets) {
        secrets.forEach((name, value) -> this.secrets.put(name, new Secret(name, value)));
        this.table = Table.of(this.secrets.values());
    }

    /**
     * Strikes one more secret from now on, also out of streams that run.
     *
     * @param key what {@link #forget} finds it by; unlike a name it is told to nobody
     * @param name what is shown instead of it
     */
    public synchronized void know(String key, String name, String value) {
        secrets.put(key, new Secret(name, value));
        table = Table.of(secrets.values());
    }

    /** A secret that opens nothing any more: a table that only grew would make all output slower. */
    public synchronized void forget(String key) {
        if (secrets.remove(key) != null) {
            table = Table.of(secrets.values());
        }
    }

    private static void add(List<Form> forms, String name, String value) {
        String text = value.strip();
        if (text.length() < SHORTEST) {
            return;
        }
        String json = JsonMapper.shared().writeValueAsString(text);
        List<String> written = new ArrayList<>(List.of(
                text,
                text.replace("\n", "\r\n"),
                json.substring(1, json.length() - 1),
                json.substring(1, json.length() - 1).replace("/", "\\/"),
                URLEncoder.encode(text, StandardCharsets.UTF_8)));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            written.add(encoder.encodeToString(bytes));
            written.add(encoder.withoutPadding().encodeToString(bytes));
            for (int offset = 0; offset < 3; offset++) {
                written.add(inside(encoder, bytes, offset));
            }
        }
        byte[] instead = ("[secret " + name + "]").getBytes(StandardCharsets.UTF_8);
        written.stream()
                .filter(form -> form.length() >= SHORTEST)
                .distinct()
                .forEach(form -> forms.add(new Form(form.getBytes(StandardCharsets.UTF_8), instead)));
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

    /** Whether there is nothing to strike. */
    public boolean isEmpty() {
        return table.empty();
    }

    /** The text without secrets. */
    public String text(String text) {
        if (table.empty()) {
            return text;
        }
        Stream stream = stream();
        byte[] start = stream.next(text.getBytes(StandardCharsets.UTF_8));
        return new String(start, StandardCharsets.UTF_8) + new String(stream.end(), StandardCharsets.UTF_8);
    }

    /** The bytes without secrets. */
    public byte[] bytes(byte[] bytes) {
        Stream stream = stream();
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        out.writeBytes(stream.next(bytes));
        out.writeBytes(stream.end());
        return out.toByteArray();
    }

    /** For bytes that come in pieces, cut anywhere. */
    public Stream stream() {
        return new Stream();
    }

    /** Strikes secrets out of one stream; what may be the beginning of one is held back until that is known. */
    public final class Stream {
        private byte[] held = {};

        private Stream() {}

        /** What can be given away of all bytes so far. */
        public byte[] next(byte[] bytes) {
            return held.length == 0 && table.empty() ? bytes : strike(bytes, false);
        }

        /** What was held back, as nothing follows. */
        public byte[] end() {
            return strike(new byte[0], true);
        }

        private byte[] strike(byte[] more, boolean last) {
            List<List<Form>> byFirstByte = table.byFirstByte();
            byte[] all = Arrays.copyOf(held, held.length + more.length);
            System.arraycopy(more, 0, all, held.length, more.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream(all.length);
            int at = 0;
            int plain = 0;
            while (at < all.length) {
                List<Form> candidates = byFirstByte.get(all[at] & 0xff);
                int step = 1;
                boolean wait = false;
                for (int i = 0; i < candidates.size() && step == 1 && !wait; i++) {
                    Form form = candidates.get(i);
                    int common = Math.min(form.bytes().length, all.length - at);
                    if (Arrays.equals(form.bytes(), 0, common, all, at, at + common)) {
                        if (common == form.bytes().length) {
                            out.write(all, plain, at - plain);
                            out.writeBytes(form.instead());
                            step = common;
                            plain = at + step;
                        } else {
                            wait = !last;
                        }
                    }
                }
                if (wait) {
                    break;
                }
                at += step;
            }
            out.write(all, plain, at - plain);
            held = Arrays.copyOfRange(all, at, all.length);
            return out.toByteArray();
        }
    }

    /** Nothing of the values. */
    @Override
    public String toString() {
        return "Redaction[" + (table.empty() ? "of nothing" : "of secrets") + "]";
    }
}
