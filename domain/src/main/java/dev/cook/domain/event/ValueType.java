package dev.cook.domain.event;

import dev.cook.domain.AccountName;
import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoName;
import dev.cook.domain.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How values of one Java type are written on the wire.
 *
 * @param kind in words, for documents and for people who see a damaged value
 * @param reader throws some RuntimeException for what is no such value
 */
record ValueType<T>(Class<T> type, String kind, Function<String, T> reader, Function<T, String> writer) {
    /** As gates' durations were written at first: {@code 0.4 s}, {@code 75 s}, {@code 3 min}. */
    private static final Pattern EARLIER_DURATION = Pattern.compile("(\\d{1,9})(?:\\.(\\d))? (s|min)");

    private static final Map<Class<?>, ValueType<?>> KNOWN = Stream.of(
                    new ValueType<>(String.class, "text", text -> text, text -> text),
                    new ValueType<>(int.class, "a number", Integer::valueOf, String::valueOf),
                    new ValueType<>(Integer.class, "a number", Integer::valueOf, String::valueOf),
                    new ValueType<>(long.class, "a number", Long::valueOf, String::valueOf),
                    new ValueType<>(boolean.class, "yes or no", ValueType::yes, ValueType::yes),
                    new ValueType<>(Boolean.class, "yes or no", ValueType::yes, ValueType::yes),
                    new ValueType<>(Oid.class, "an object id", Oid::new, Oid::hex),
                    new ValueType<>(RepoName.class, "a repository's name", RepoName::new, RepoName::value),
                    new ValueType<>(BranchName.class, "a branch's name", BranchName::new, BranchName::value),
                    new ValueType<>(AccountName.class, "an account's name", AccountName::new, AccountName::value),
                    new ValueType<>(
                            SessionId.class,
                            "a session's number",
                            text -> new SessionId(Long.parseLong(text)),
                            SessionId::toString),
                    new ValueType<>(
                            GateRunId.class,
                            "a gate run's number",
                            text -> new GateRunId(Long.parseLong(text)),
                            GateRunId::toString),
                    new ValueType<>(
                            CandidateId.class,
                            "a candidate's number",
                            text -> new CandidateId(Long.parseLong(text)),
                            CandidateId::toString),
                    new ValueType<>(Instant.class, "a time (ISO 8601)", Instant::parse, Instant::toString),
                    new ValueType<>(Duration.class, "a duration (ISO 8601)", ValueType::duration, Duration::toString),
                    new ValueType<>(List.class, "lines of 'old new ref'", RefMove::parse, ValueType::moves))
            .collect(Collectors.toUnmodifiableMap(ValueType::type, Function.identity()));

    /** @throws IllegalStateException for a type that no fact may have */
    static ValueType<?> of(Class<?> type) {
        return type.isEnum()
                ? ofEnum(type)
                : Optional.<ValueType<?>>ofNullable(KNOWN.get(type))
                        .orElseThrow(() -> new IllegalStateException("no fact may hold a " + type));
    }

    /** An enum's words are the names of its constants in lower case. */
    private static ValueType<?> ofEnum(Class<?> type) {
        Map<String, Object> words =
                Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(ValueType::word, Function.identity()));
        String kind =
                Arrays.stream(type.getEnumConstants()).map(ValueType::word).collect(Collectors.joining(", "));
        return new ValueType<>(
                Object.class,
                "one of " + kind,
                text -> Optional.ofNullable(words.get(text)).orElseThrow(),
                ValueType::word);
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    private static boolean yes(String text) {
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }

    @SuppressWarnings("unchecked") // The only lists that facts have.
    private static String moves(List<?> moves) {
        return RefMove.print((List<RefMove>) moves);
    }

    private static Duration duration(String text) {
        Matcher earlier = EARLIER_DURATION.matcher(text);
        if (!earlier.matches()) {
            return Duration.parse(text);
        }
        long length = Long.parseLong(earlier.group(1));
        return earlier.group(3).equals("min")
                ? Duration.ofMinutes(length)
                : Duration.ofMillis(length * 1000
                        + Optional.ofNullable(earlier.group(2))
                                .map(tenths -> Integer.parseInt(tenths) * 100)
                                .orElse(0));
    }

    Object parse(String text) {
        return reader.apply(text);
    }

    @SuppressWarnings("unchecked") // A value of the component that this type was made for.
    String print(Object value) {
        return writer.apply((T) value);
    }
}
