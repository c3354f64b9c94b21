package dev.cook.agents.transcript;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Strikes out the secrets that Cook hands to agents: each value, and the forms in which programs write it, becomes
 * {@code [secret NAME]}. Forms: as it is, with the line breaks of a terminal, inside JSON, in an address, as hexadecimal
 * numbers, and in base64 wherever in the encoded bytes it lies; each also where lines end within it.
 */
public final class Redaction {
    /**
     * Characters below which a value is left alone. Shorter ones are words such as {@code true} or {@code 8080}: to redact
     * them would tear up what is harmless, and tell by its holes what the value is.
     */
    public static final int SHORTEST = 8;

    /** In an order of their own, so that of two names for one value always the same one is shown. */
    private final Map<String, Secret> secrets = new TreeMap<>();

    private volatile Table table;

    private record Secret(String name, String value) {}

    /**
     * The forms of all secrets by their first bytes; the longest first, as one secret may begin with another.
     *
     * @param broken those whose first characters may stand at the end of the line before
     */
    private record Table(List<List<SecretForm>> byFirstByte, List<List<SecretForm>> broken, boolean empty) {
        static Table of(Collection<Secret> secrets) {
            List<SecretForm> forms = new ArrayList<>();
            for (Secret secret : secrets) {
                String value = secret.value().strip();
                if (value.length() >= SHORTEST) {
                    forms.addAll(
                            SecretForms.of(value, ("[secret " + secret.name() + "]").getBytes(StandardCharsets.UTF_8)));
                }
            }
            List<SecretForm> broken = new ArrayList<>();
            for (SecretForm form : forms) {
                for (int unit = 1; unit < SecretForm.BEFORE_A_BREAK && form.length() - unit >= SHORTEST; unit++) {
                    broken.add(form.from(unit));
                }
            }
            return new Table(sorted(forms), sorted(broken), forms.isEmpty());
        }

        private static List<List<SecretForm>> sorted(List<SecretForm> forms) {
            forms.sort(Comparator.comparingInt(SecretForm::length).reversed());
            List<List<SecretForm>> sorted = new ArrayList<>();
            for (int b = 0; b < 256; b++) {
                byte first = (byte) b;
                sorted.add(forms.stream().filter(form -> form.beginsWith(first)).toList());
            }
            return List.copyOf(sorted);
        }
    }

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

    /** Whether there is nothing to redact. */
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

        /** The last byte that was given away. */
        private byte before = '\n';

        private Stream() {}

        /** What can be given away of all bytes so far. */
        public byte[] next(byte[] bytes) {
            return held.length == 0 && table.empty() ? bytes : redact(bytes, false);
        }

        /** What was held back, as nothing follows. */
        public byte[] end() {
            return redact(new byte[0], true);
        }

        private byte[] redact(byte[] more, boolean last) {
            Table now = table;
            byte[] all = Arrays.copyOf(held, held.length + more.length);
            System.arraycopy(more, 0, all, held.length, more.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream(all.length);
            int at = 0;
            int plain = 0;
            while (at < all.length) {
                int first = all[at] & 0xff;
                Look look = look(now.byFirstByte().get(first), all, at, last);
                if (look.step() == 0 && !look.waits() && mayFollowABreak(at == 0 ? before : all[at - 1])) {
                    look = look(now.broken().get(first), all, at, last);
                }
                if (look.waits()) {
                    break;
                }
                if (look.step() > 0) {
                    out.write(all, plain, at - plain);
                    out.writeBytes(look.instead());
                    at += look.step();
                    plain = at;
                } else {
                    at++;
                }
            }
            out.write(all, plain, at - plain);
            if (at > 0) {
                before = all[at - 1];
            }
            held = Arrays.copyOfRange(all, at, all.length);
            return out.toByteArray();
        }

        private static Look look(List<SecretForm> candidates, byte[] all, int at, boolean last) {
            Look half = NOTHING;
            for (SecretForm form : candidates) {
                switch (form.at(all, at)) {
                    case SecretForm.Found.All found -> {
                        return new Look(found.end() - at, false, form.instead());
                    }
                    case SecretForm.Found.Beginning found -> {
                        if (!last) {
                            return new Look(0, true, new byte[0]);
                        }
                        // Whoever cut the text may have cut through a secret; half of one is too much of it.
                        if (half.step() == 0 && found.units() >= Math.max(SHORTEST, form.length() / 2)) {
                            half = new Look(all.length - at, false, form.instead());
                        }
                    }
                    case SecretForm.Found.Nothing _ -> {}
                }
            }
            return half;
        }

        /** The end of a line, of an indent, or of a line break as JSON writes it. */
        private static boolean mayFollowABreak(byte before) {
            return before == '\n'
                    || before == '\r'
                    || before == ' '
                    || before == '\t'
                    || before == 'n'
                    || before == 'r';
        }
    }

    /**
     * What a stream does at a place.
     *
     * @param step bytes that are removed; 0: none
     * @param waits whether more has to be seen first
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Look(int step, boolean waits, byte[] instead) {}

    private static final Look NOTHING = new Look(0, false, new byte[0]);

    /** Nothing of the values. */
    @Override
    public String toString() {
        return "Redaction[" + (table.empty() ? "of nothing" : "of secrets") + "]";
    }
}
