package dev.cook.agents.environment;

import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What agents prove themselves with to their tools. The database holds hashes of them alone; they are computed from a key of
 * the server's, so that a server that was restarted still knows what to redact in what agents write.
 */
public final class SessionTokens {
    /** Told in place of one; also the variable's name inside. */
    static final String NAME = "COOK_MCP_BEARER";

    /** Whoever finds one knows what it is. */
    private static final String PREFIX = "cookmcp_";

    private final SecretKeySpec key;
    private final Redaction redaction;

    /** @param key random bytes that stay the same for as long as environments live */
    public SessionTokens(byte[] key, Redaction redaction) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.redaction = redaction;
    }

    /**
     * The bearer of the agent in an environment, which is redacted from now on.
     *
     * @param fingerprint of the key with which it is launched: each launch has another, so each has another bearer
     */
    String give(EnvironmentId id, String fingerprint) {
        String bearer = PREFIX
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(code("bearer of environment " + id + " with " + fingerprint));
        redaction.know(place(id), NAME, bearer);
        return bearer;
    }

    /** Strikes out the bearer of an environment that an earlier server launched. */
    public void remember(EnvironmentId id, Optional<String> fingerprint) {
        fingerprint.ifPresent(known -> give(id, known));
    }

    void forget(EnvironmentId id) {
        redaction.forget(place(id));
    }

    private static String place(EnvironmentId id) {
        return NAME + " of " + id;
    }

    private byte[] code(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
