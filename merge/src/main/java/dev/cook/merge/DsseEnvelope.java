package dev.cook.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A statement with a signature, as DSSE 1.0 has it: what is signed is the type and the body, each with its length before it.
 * Signed with Ed25519.
 */
public final class DsseEnvelope {
    /** Of every in-toto statement. */
    private static final String TYPE = "application/vnd.in-toto+json";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private DsseEnvelope() {}

    static byte[] seal(byte[] statement, PrivateKey key, PublicKey verifier) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(signed(TYPE, statement));
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("payloadType", TYPE);
            json.put("payload", Base64.getEncoder().encodeToString(statement));
            json.put(
                    "signatures",
                    List.of(Map.of(
                            "keyid", keyId(verifier), "sig", Base64.getEncoder().encodeToString(signature.sign()))));
            return (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is part of every JDK", e);
        }
    }

    /**
     * The statement in an envelope, if the key signed it.
     *
     * @throws IllegalArgumentException with what is wrong: no envelope, another key, or a changed statement
     */
    public static byte[] open(byte[] envelope, PublicKey verifier) {
        JsonNode json = parse(envelope);
        byte[] statement = decode(json.path("payload").asString(""));
        String type = json.path("payloadType").asString("");
        if (!type.equals(TYPE)) {
            throw new IllegalArgumentException("the note is not a signed statement about a landed commit");
        }
        boolean known = false;
        for (JsonNode signature : json.path("signatures")) {
            if (!signature.path("keyid").asString("").equals(keyId(verifier))) {
                continue;
            }
            known = true;
            if (verifies(statement, decode(signature.path("sig").asString("")), verifier)) {
                return statement;
            }
        }
        throw new IllegalArgumentException(
                known
                        ? "the signature does not match: somebody changed the note"
                        : "another key signed the note, not this one");
    }

    private static boolean verifies(byte[] statement, byte[] sealed, PublicKey verifier) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(verifier);
            signature.update(signed(TYPE, statement));
            return signature.verify(sealed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static JsonNode parse(byte[] envelope) {
        try {
            return JSON.readTree(envelope);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the note is not JSON", e);
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the note is not a signed statement: a part of it is not base64", e);
        }
    }

    private static String keyId(PublicKey key) throws IllegalStateException {
        try {
            return "SHA256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    private static byte[] signed(String type, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "DSSEv1 " + type.length() + " " + type + " " + body.length + " ";
        bytes.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
