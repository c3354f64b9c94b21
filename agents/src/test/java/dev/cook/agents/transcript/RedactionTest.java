package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RedactionTest {
    private static final String CANARY = "canary/7+3f\"9c21&e";
    private static final Redaction REDACTION = new Redaction(Map.of("API_KEY", CANARY));

    @Test
    void aValueIsStruckInTheFormsInWhichProgramsWriteIt() {
        String json = "{\"key\":\"" + CANARY.replace("\"", "\\\"") + "\"}";
        assertThat(REDACTION.text("key=" + CANARY + ".")).isEqualTo("key=[secret API_KEY].");
        assertThat(REDACTION.text(json)).isEqualTo("{\"key\":\"[secret API_KEY]\"}");
        assertThat(REDACTION.text("?key=" + URLEncoder.encode(CANARY, StandardCharsets.UTF_8)))
                .isEqualTo("?key=[secret API_KEY]");
    }

    @Test
    void base64IsStruckWhereverTheValueLiesInTheEncodedText() {
        for (String before : new String[] {"", "u", "u:", "us:", "user:", "user-1:"}) {
            for (String after : new String[] {"", ":", ":x"}) {
                byte[] whole = (before + CANARY + after).getBytes(StandardCharsets.UTF_8);
                for (Base64.Encoder encoder : new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
                    String encoded = encoder.encodeToString(whole);
                    String redacted = REDACTION.text("Authorization: Basic " + encoded);
                    assertThat(redacted).as(before + "…" + after).contains("[secret API_KEY]");
                    assertThat(redacted.length() - "Authorization: Basic [secret API_KEY]".length())
                            .as("of %s only what stands around the value is left in %s", encoded, redacted)
                            .isLessThanOrEqualTo(before.length() * 4 / 3 + after.length() * 4 / 3 + 5);
                }
            }
        }
    }

    @Test
    void aValueIsStruckHoweverItIsCut() {
        byte[] text = ("one " + CANARY + " two can " + CANARY + CANARY + " canary/7").getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size < text.length; size++) {
            Redaction.Stream stream = REDACTION.stream();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int from = 0; from < text.length; from += size) {
                out.writeBytes(stream.next(Arrays.copyOfRange(text, from, Math.min(text.length, from + size))));
            }
            out.writeBytes(stream.end());
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo("one [secret API_KEY] two can [secret API_KEY][secret API_KEY] canary/7");
        }
    }

    @Test
    void nothingIsHeldBackThatCannotBeTheBeginningOfASecret() {
        Redaction.Stream stream = REDACTION.stream();
        assertThat(stream.next("a prompt $ ".getBytes(StandardCharsets.UTF_8)))
                .asString()
                .isEqualTo("a prompt $ ");
    }

    @Test
    void shortValuesAreWordsAndStay() {
        Redaction few = new Redaction(Map.of("FLAG", "true", "PORT", "8080", "EMPTY", ""));
        assertThat(few.isEmpty()).isTrue();
        assertThat(few.text("it is true that port 8080 is open")).isEqualTo("it is true that port 8080 is open");
    }

    @Test
    void theLongerOfTwoSecretsIsStruckWhole() {
        Redaction two = new Redaction(Map.of("SHORT", "abcdefgh", "LONG", "abcdefgh-and-more"));
        assertThat(two.text("abcdefgh-and-more abcdefgh-and")).isEqualTo("[secret LONG] [secret SHORT]-and");
    }

    @Test
    void aValueOfSeveralLinesIsStruckAsATerminalShowsIt() {
        Redaction key = new Redaction(Map.of("KEY", "line one\nline two\n"));
        assertThat(key.text("x\r\nline one\r\nline two\r\ny")).isEqualTo("x\r\n[secret KEY]\r\ny");
    }

    @Test
    void aSecretThatWasCutOffAtTheEndIsStruckAsFarAsItGoes() {
        assertThat(REDACTION.text("key=canary/7+3f")).isEqualTo("key=[secret API_KEY]");
        assertThat(REDACTION.text("key=canary")).isEqualTo("key=canary");
    }

    /** How a program writes bytes. */
    private record Writing(String name, UnaryOperator<String> of) {}

    private static final List<Writing> WRITINGS = List.of(
            new Writing("as it is", text -> text),
            new Writing("address", text -> URLEncoder.encode(text, StandardCharsets.UTF_8)),
            new Writing("address, small digits", text -> percent(text, "%%%02x")),
            new Writing("address, large digits", text -> percent(text, "%%%02X")),
            new Writing("JSON", text -> JsonMapper.shared().writeValueAsString(text)),
            new Writing("JSON in ASCII", text -> ascii(text, "\\u%04x")),
            new Writing("JSON in ASCII, large digits", text -> ascii(text, "\\u%04X")),
            new Writing("hex", text -> HexFormat.of().formatHex(bytes(text))),
            new Writing("hex, large", text -> HexFormat.of().withUpperCase().formatHex(bytes(text))),
            new Writing("hex, spaced", text -> HexFormat.ofDelimiter(" ").formatHex(bytes(text))),
            new Writing("hex, with colons", text -> HexFormat.ofDelimiter(":").formatHex(bytes(text))),
            new Writing("hex, lines of xxd", text -> lines(HexFormat.of().formatHex(bytes(text)), 60, "\n")),
            new Writing("base64", text -> Base64.getEncoder().encodeToString(bytes(text))),
            new Writing(
                    "base64 for addresses",
                    text -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text))),
            new Writing("base64, 76", text -> lines(Base64.getEncoder().encodeToString(bytes(text)), 76, "\n")),
            new Writing("base64, 64", text -> lines(Base64.getEncoder().encodeToString(bytes(text)), 64, "\n")),
            new Writing("base64, MIME", text -> Base64.getMimeEncoder().encodeToString(bytes(text))),
            new Writing(
                    "base64, indented", text -> lines(Base64.getEncoder().encodeToString(bytes(text)), 64, "\n    ")),
            new Writing("base64 in JSON", text -> lines(Base64.getEncoder().encodeToString(bytes(text)), 76, "\\n")),
            new Writing("folded", text -> lines(text, 30, "\r\n")));

    /** Random secrets in random surroundings, in every writing, cut anywhere: nothing of them is left. */
    @Test
    void noWritingOfASecretGetsThroughHoweverItIsCut() {
        long seed = Long.getLong("cook.seed", System.nanoTime() % 1_000_000);
        System.out.println("RedactionTest: repeat with -Dcook.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < Integer.getInteger("cook.cases", 400); i++) {
            String secret = secret(random);
            Redaction redaction = new Redaction(Map.of("KEY", secret));
            String before = around(random);
            String after = around(random);
            for (Writing writing : WRITINGS) {
                String written = writing.of().apply(before + secret + after);
                String redacted = piecewise(redaction, written, random);
                String what = "case %d of seed %d, %s: '%s' in '%s' became '%s'"
                        .formatted(i, seed, writing.name(), secret, written, redacted);
                assertThat(redacted).as(what).contains("[secret KEY]");
                // A group of base64 or an encoded character more on either side, and up to three characters before a
                // line ends.
                int around = writing.of().apply(before).length()
                        + writing.of().apply(after).length();
                assertThat(redacted.replace("[secret KEY]", "").length())
                        .as(what)
                        .isLessThanOrEqualTo(around + 14);
                assertThat(piecewise(redaction, writing.of().apply(before + after), random))
                        .as("nothing else is redacted: " + what)
                        .isEqualTo(writing.of().apply(before + after));
            }
        }
    }

    private static String secret(Random random) {
        String alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~+/=&%\"'\\!*()<> é😀";
        int[] all = alphabet.codePoints().toArray();
        StringBuilder secret = new StringBuilder("Q");
        for (int i = random.nextInt(12, 60); i > 0; i--) {
            secret.appendCodePoint(all[random.nextInt(all.length)]);
        }
        return secret.append('Z').toString();
    }

    private static String around(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(120); i > 0; i--) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static String piecewise(Redaction redaction, String text, Random random) {
        byte[] all = bytes(text);
        Redaction.Stream stream = redaction.stream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int most = random.nextInt(1, 40);
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + random.nextInt(1, most + 1));
            out.writeBytes(stream.next(Arrays.copyOfRange(all, from, to)));
            from = to;
        }
        out.writeBytes(stream.end());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String percent(String text, String format) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes(text)) {
            out.append(String.format(Locale.ROOT, format, b & 0xff));
        }
        return out.toString();
    }

    private static String ascii(String text, String format) {
        StringBuilder out = new StringBuilder();
        text.chars()
                .forEach(c -> out.append(
                        c < 128 && c != '"' && c != '\\'
                                ? Character.toString(c)
                                : String.format(Locale.ROOT, format, c)));
        return out.toString();
    }

    private static String lines(String text, int width, String end) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (int c : text.codePoints().toArray()) {
            if (column == width) {
                out.append(end);
                column = 0;
            }
            out.appendCodePoint(c);
            column++;
        }
        return out.toString();
    }

    @Test
    void aRedactionDoesNotTellWhatItStrikes() {
        assertThat(REDACTION.toString()).doesNotContain("canary");
    }
}
