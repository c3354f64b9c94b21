package dev.cook.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON document that a gate file prints: the tables of cook.toml about gates, in the same shape. */
final class GateDocument {
    /** Gates in a list in the document, with a condition that has lists: a document that is deeper is none of gates. */
    private static final int DEEPEST = 20;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(RepoConfig.LARGEST_DOCUMENT)
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(RepoConfig.LARGEST_DOCUMENT)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private GateDocument() {}

    static GateFile read(String json, String where) {
        Source source = new Source(where, Map.of(), new Problems(), false);
        Section top = source.parse(toml(json, where));
        top.refuseOthers(List.of(), GateFile.TABLES);
        GateFile read = GateFile.read(top);
        source.problems().throwIfAny();
        return read;
    }

    /** One reader for both: what JSON says is said in TOML. */
    private static String toml(String json, String where) {
        if (json.isBlank()) {
            throw new ConfigException(Problem.of(where, "printed nothing; a gate file must print one JSON document"));
        }
        Object document;
        try {
            document = JSON.readValue(json, Object.class);
        } catch (JacksonException e) {
            throw new ConfigException(Problem.of(
                    where,
                    "the output is not one JSON document: " + QuotedValue.line(e.getOriginalMessage(), 200)
                            + place(Optional.ofNullable(e.getLocation()))
                            + "; write messages to standard error"));
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw new ConfigException(
                    Problem.of(where, "the output is not a JSON object, such as {\"gates\": [{\"name\": …}]}"));
        }
        try {
            return Toml.toToml(withoutNulls(map));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(Problem.of(
                    where, "the output is not valid: " + QuotedValue.line(String.valueOf(e.getMessage()), 200)));
        }
    }

    private static String place(Optional<TokenStreamLocation> at) {
        return at.map(place -> " (line " + place.getLineNr() + " of the document)")
                .orElse("");
    }

    /** Null is what Python and JavaScript make of a key that is not set, and TOML has no word for it. */
    private static Map<String, Object> withoutNulls(Map<?, ?> map) {
        Map<String, Object> kept = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                kept.put(String.valueOf(key), withoutNulls(value));
            }
        });
        return kept;
    }

    private static Object withoutNulls(Object value) {
        return switch (value) {
            case Map<?, ?> map -> withoutNulls(map);
            case List<?> list -> {
                List<Object> kept = new ArrayList<>();
                for (Object element : list) {
                    if (element != null) {
                        kept.add(withoutNulls(element));
                    }
                }
                yield kept;
            }
            default -> value;
        };
    }
}
