package dev.cook.http.rest;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** JSON schemas (2020-12) of records, as they are written and read: whoever changes a record changes its schema. */
final class Schemas {
    private final Map<String, Object> components = new TreeMap<>();
    private final Map<String, Class<?>> names = new TreeMap<>();

    Map<String, Object> components() {
        return components;
    }

    Map<String, Object> answer(Class<? extends Record> type) {
        return record(type, false);
    }

    /** Of a request, in which what is optional may be left out. */
    Map<String, Object> request(Class<? extends Record> type) {
        return record(type, true);
    }

    private Map<String, Object> record(Class<?> type, boolean request) {
        String name = name(type) + (request ? "Request" : "");
        Class<?> other = names.putIfAbsent(name, type);
        if (other != null && !other.equals(type)) {
            throw new IllegalStateException(other + " and " + type + " would have one name in the API's document");
        }
        if (other == null) {
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            for (RecordComponent part : type.getRecordComponents()) {
                properties.put(part.getName(), of(part.getGenericType(), request));
                if (!request || part.getType() != Optional.class) {
                    required.add(part.getName());
                }
            }
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", properties);
            schema.put("required", required);
            schema.put("additionalProperties", false);
            components.put(name, schema);
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    /** A record inside another one that is no namespace has its name as well: a line of a queue is no line of a timeline. */
    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null || !outer.isRecord() ? type.getSimpleName() : outer.getSimpleName() + type.getSimpleName();
    }

    private Map<String, Object> of(Type type, boolean request) {
        if (type instanceof ParameterizedType generic) {
            Map<String, Object> inner = of(generic.getActualTypeArguments()[0], request);
            if (generic.getRawType() == List.class) {
                return Map.of("type", "array", "items", inner);
            }
            if (generic.getRawType() == Optional.class) {
                return Map.of("anyOf", List.of(inner, Map.of("type", "null")));
            }
        }
        if (type == String.class) {
            return Map.of("type", "string");
        }
        if (type == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return Map.of("type", "integer");
        }
        if (type == BigDecimal.class) {
            return Map.of("type", "number");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type instanceof Class<?> found && found.isRecord()) {
            return record(found, request);
        }
        throw new IllegalArgumentException("the API's document has no schema for " + type);
    }
}
