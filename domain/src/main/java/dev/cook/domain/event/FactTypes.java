package dev.cook.domain.event;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every record of the family {@link Fact}, by its name on the wire. */
final class FactTypes {
    private record Name(String type, int version) {}

    private static final Map<Class<?>, FactType> BY_RECORD = records(Fact.class)
            .filter(record -> record != UnknownFact.class)
            .map(FactType::of)
            .collect(Collectors.toUnmodifiableMap(FactType::record, Function.identity()));

    /** Two records of one name and version would be refused here. */
    private static final Map<Name, FactType> BY_NAME = BY_RECORD.values().stream()
            .collect(Collectors.toUnmodifiableMap(
                    known -> new Name(known.type(), known.version()), Function.identity()));

    private FactTypes() {}

    private static Stream<Class<?>> records(Class<?> family) {
        return family.isRecord()
                ? Stream.of(family)
                : Stream.of(family.getPermittedSubclasses()).flatMap(FactTypes::records);
    }

    /** All of them, in the order of their names. */
    static List<FactType> all() {
        return BY_RECORD.values().stream()
                .sorted(Comparator.comparing(FactType::type).thenComparingInt(FactType::version))
                .toList();
    }

    static FactType of(Fact fact) {
        return of(fact.getClass());
    }

    static FactType of(Class<? extends Fact> record) {
        return Optional.ofNullable(BY_RECORD.get(record))
                .orElseThrow(() -> new IllegalStateException(record + " has no name on the wire"));
    }

    static Fact parse(String type, int version, Map<String, String> data) {
        Optional<FactType> known = Optional.ofNullable(BY_NAME.get(new Name(type, version)));
        if (known.isEmpty()) {
            boolean newer = all().stream().anyMatch(one -> one.type().equals(type));
            return new UnknownFact(
                    type,
                    version,
                    data,
                    newer ? "version " + version + " of this event type is unknown" : "unknown event type");
        }
        try {
            return known.get().parse(data);
        } catch (IllegalArgumentException e) {
            return new UnknownFact(type, version, data, String.valueOf(e.getMessage()));
        }
    }
}
