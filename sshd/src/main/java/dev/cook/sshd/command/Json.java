package dev.cook.sshd.command;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON: names as in the record, times as ISO 8601, absent values as null. */
final class Json {
    /** Characters of a document whose parts are of any length: programs read it as a whole, and it is made as a whole. */
    static final int LONGEST = 64 << 20;

    private static final JsonMapper LINE = JsonMapper.builder().build();
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** On one line, for streams of values. */
    static String line(Object value) {
        return LINE.writeValueAsString(value);
    }

    /** What Cook wrote itself. */
    static JsonNode read(byte[] json) {
        return LINE.readTree(json);
    }

    static String pretty(Object value) {
        return PRETTY.writeValueAsString(value);
    }
}
