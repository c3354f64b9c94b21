package dev.cook.http.api;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a program says to a gate, as JSON: {@code {"answer": "pass", "comment": "…", "url": "…"}}. */
record GateAnswerRequest(boolean pass, String comment, Optional<String> url) {
    /** Bytes: the longest comment and address, with every character escaped. */
    static final int LARGEST = 48 * 1024;

    private static final List<String> KEYS = List.of("answer", "comment", "url");

    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(LARGEST)
                            .maxNestingDepth(2)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    static GateAnswerRequest read(byte[] body) {
        JsonNode json;
        try {
            json = STRICT.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is not valid JSON", e);
        }
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("the body is not a JSON object");
        }
        for (Iterator<String> names = json.propertyNames().iterator(); names.hasNext(); ) {
            if (!KEYS.contains(names.next())) {
                throw new IllegalArgumentException("the body has an unknown key; the keys are answer, comment and url");
            }
        }
        String answer = text(json, "answer").orElse("");
        if (!answer.equals("pass") && !answer.equals("fail")) {
            throw new IllegalArgumentException("answer must be \"pass\" or \"fail\"");
        }
        return new GateAnswerRequest(
                answer.equals("pass"), text(json, "comment").orElse(""), text(json, "url"));
    }

    private static Optional<String> text(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw new IllegalArgumentException(key + " must be text");
        }
        return Optional.of(value.asString());
    }
}
