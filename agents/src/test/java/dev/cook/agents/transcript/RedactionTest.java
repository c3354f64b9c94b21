package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
                    String struck = REDACTION.text("Authorization: Basic " + encoded);
                    assertThat(struck).as(before + "…" + after).contains("[secret API_KEY]");
                    assertThat(struck.length() - "Authorization: Basic [secret API_KEY]".length())
                            .as("of %s only what stands around the value is left in %s", encoded, struck)
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
                out.writeBytes(
                        stream.next(java.util.Arrays.copyOfRange(text, from, Math.min(text.length, from + size))));
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
    void aRedactionDoesNotTellWhatItStrikes() {
        assertThat(REDACTION.toString()).doesNotContain("canary");
    }
}
