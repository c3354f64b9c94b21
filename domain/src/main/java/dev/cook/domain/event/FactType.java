package dev.cook.domain.event;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of one type of event: reads and writes the record that stands for it.
 *
 * @param type the name on the wire
 * @param keys in the order of the record's components
 */
record FactType(String type, int version, Class<?> record, List<Key> keys) {
    /** A key on the wire. */
    record Key(String name, ValueType<?> value, boolean required, Method accessor) {
        static Key of(RecordComponent component) {
            boolean required = component.getType() != Optional.class;
            Class<?> type = required || component.getType() == List.class
                    ? component.getType()
                    : (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            return new Key(component.getName(), ValueType.of(type), required, component.getAccessor());
        }

        /** Puts what the fact says; an optional value that is missing is left out. */
        void print(Fact fact, Map<String, String> data) {
            Object said = call(fact);
            if (required) {
                data.put(name, value.print(said));
            } else {
                ((Optional<?>) said).ifPresent(present -> data.put(name, value.print(present)));
            }
        }

        private Object call(Fact fact) {
            try {
                return accessor.invoke(fact);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(accessor + " of " + fact, e);
            }
        }

        /** @throws IllegalArgumentException if the value is missing or damaged */
        Object parse(Map<String, String> data) {
            @Nullable String text = data.get(name);
            if (required && text == null) {
                throw new IllegalArgumentException("the key '" + name + "' is missing");
            }
            // Earlier versions wrote an empty text where nothing was to be said.
            if (!required && (text == null || text.isEmpty())) {
                return Optional.empty();
            }
            try {
                Object parsed = value.parse(java.util.Objects.requireNonNull(text));
                return required ? parsed : Optional.of(parsed);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("the key '" + name + "' is not " + value.kind(), e);
            }
        }
    }

    static FactType of(Class<?> record) {
        Wire wire = Optional.ofNullable(record.getAnnotation(Wire.class))
                .orElseThrow(() -> new IllegalStateException(record + " has no @Wire"));
        return new FactType(
                wire.value(),
                wire.version(),
                record,
                Arrays.stream(record.getRecordComponents()).map(Key::of).toList());
    }

    Map<String, String> data(Fact fact) {
        Map<String, String> data = new TreeMap<>();
        keys.forEach(key -> key.print(fact, data));
        return data;
    }

    /** @throws IllegalArgumentException if a key is missing or damaged */
    Fact parse(Map<String, String> data) {
        List<Object> values = new ArrayList<>();
        keys.forEach(key -> values.add(key.parse(data)));
        try {
            Constructor<?> constructor = record.getDeclaredConstructor(Arrays.stream(record.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            return (Fact) constructor.newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the keys do not fit together", e);
        }
    }
}
