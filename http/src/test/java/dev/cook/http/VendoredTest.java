package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VendoredTest {
    @Test
    void filesFromElsewhereAreTheOnesThatTheirManifestNames() throws Exception {
        JsonNode manifest = JsonMapper.shared().readTree(read("vendored.json"));

        assertThat(manifest).isNotEmpty();
        for (JsonNode each : manifest) {
            each.path("files")
                    .forEachEntry((name, hash) ->
                            assertThat(sha512(read(name))).as(name).isEqualTo(hash.stringValue()));
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = VendoredTest.class.getResourceAsStream("assets/" + name)) {
            return in.readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String sha512(byte[] bytes) {
        try {
            return "sha512-"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
