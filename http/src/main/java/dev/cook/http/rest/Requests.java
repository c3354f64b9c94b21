package dev.cook.http.rest;

import dev.cook.domain.Text;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a request as a record: every field is known, of its type, and there unless it is optional. */
final class Requests {
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(8).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Requests() {}

    static <T extends Record> T read(byte[] body, Class<T> type) {
        String known = String.join(
                ", ",
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        String wayOut = known.isEmpty()
                ? "Send an empty JSON object: {}."
                : "Send a JSON object with these fields: " + known + ".";
        T value;
        try {
            JsonNode json = STRICT.readTree(new String(body, StandardCharsets.UTF_8));
            if (json == null || !json.isObject()) {
                throw Refused.badRequest("The body is not a JSON object.", wayOut);
            }
            for (String name : json.propertyNames()) {
                if (Arrays.stream(type.getRecordComponents())
                        .noneMatch(part -> part.getName().equals(name))) {
                    throw Refused.badRequest("The body has the unknown field '" + shown(name) + "'.", wayOut);
                }
            }
            value = STRICT.treeToValue(json, type);
        } catch (JacksonException e) {
            String at = e.getPath().stream()
                    .map(reference -> reference.getPropertyName())
                    .filter(name -> name != null)
                    .findFirst()
                    .map(name -> "The field " + shown(name) + " has the wrong type.")
                    .orElse("The body is not valid JSON.");
            throw Refused.badRequest(at, wayOut);
        }
        for (RecordComponent part : type.getRecordComponents()) {
            if (part.getType() != Optional.class && valueOf(part, value) == null) {
                throw Refused.badRequest("The field " + part.getName() + " is missing.", wayOut);
            }
        }
        return value;
    }

    private static String shown(String name) {
        return Text.shortened(Text.printable(name), 60);
    }

    private static @Nullable Object valueOf(RecordComponent part, Record value) {
        try {
            return part.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a request's record cannot be read", e);
        }
    }
}
