package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Calls every method of every table on an {@link OldServer}, whoever wrote it and whenever: about what is under way, and about
 * what is over. Each call is taken back.
 */
final class EveryQuery {
    private EveryQuery() {}

    /** What is done around each call. */
    interface Visit {
        /** Listens to the statements of a call. */
        SqlLogger before(String query, Handle handle);

        default void after(String query, Handle handle) {}
    }

    static void call(TestStore test, Visit visit) throws IllegalAccessException {
        try (Handle handle = Jdbi.open(test::connect)) {
            for (Method table : tables()) {
                for (Method query : queries(table.getReturnType())) {
                    String name = table.getReturnType().getSimpleName() + "." + query.getName();
                    for (Sample sample : Sample.values()) {
                        for (Object[] arguments : sample.arguments(query)) {
                            call(handle, table, query, arguments, name, visit);
                        }
                    }
                }
            }
        }
    }

    private static void call(Handle handle, Method table, Method query, Object[] arguments, String name, Visit visit)
            throws IllegalAccessException {
        handle.begin();
        handle.getConfig(SqlStatements.class).setSqlLogger(visit.before(name, handle));
        Tx tx = new Tx(handle, Clock.systemUTC(), text -> text);
        try {
            query.invoke(table.invoke(tx), arguments);
            tx.flush();
            handle.getConfig(SqlStatements.class).setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
            visit.after(name, handle);
        } catch (InvocationTargetException refused) {
            // A row that is not there, or a state that the database refuses.
            assertThat(refused.getCause()).as(query.toString()).isInstanceOf(RuntimeException.class);
        } finally {
            handle.rollback();
        }
    }

    private static List<Method> tables() {
        return Arrays.stream(Tx.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0)
                .filter(method -> method.getReturnType().getPackage() == Tx.class.getPackage())
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static List<Method> queries(Class<?> table) {
        return Arrays.stream(table.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    /** Arguments for whatever a query asks: by their type, and where that does not say enough, by their name. */
    private enum Sample {
        UNDER_WAY(OldServer.PAST + OldServer.ALIVE / 2),
        PAST(OldServer.PAST / 2);

        private final long number;

        Sample(long number) {
            this.number = number;
        }

        /** One set, or where a state is asked for, one for each. */
        List<Object[]> arguments(Method query) {
            Parameter[] parameters = query.getParameters();
            List<Object[]> all = new ArrayList<>();
            all.add(new Object[parameters.length]);
            for (int i = 0; i < parameters.length; i++) {
                Class<?> type = parameters[i].getType();
                List<Object> values = type.isEnum()
                        ? List.of(type.getEnumConstants())
                        : List.of(value(parameters[i].getParameterizedType(), parameters[i].getName()));
                List<Object[]> more = new ArrayList<>();
                for (Object[] begun : all) {
                    for (Object value : values) {
                        Object[] next = begun.clone();
                        next[i] = value;
                        more.add(next);
                    }
                }
                all = more;
            }
            return all;
        }

        private Object value(Type type, String name) {
            if (type instanceof ParameterizedType generic) {
                Type inner = generic.getActualTypeArguments()[0];
                return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
                    case "Optional" -> name.equals("symbolicTo") ? Optional.empty() : Optional.of(value(inner, name));
                    case "List", "Collection" -> List.of(value(inner, name));
                    case "Set" -> Set.of(value(inner, name));
                    case "Map" -> Map.of("why", "because");
                    case "Consumer" -> (Consumer<Object>) _ -> {};
                    default -> throw new IllegalStateException("no sample for " + type + "; add one");
                };
            }
            Class<?> plain = (Class<?>) type;
            if (plain.isArray() && plain.getComponentType().isEnum()) {
                return plain.getComponentType().getEnumConstants();
            }
            if (plain.isEnum()) {
                return plain.getEnumConstants()[0];
            }
            if (plain.isRecord()) {
                return record(plain, name);
            }
            if (plain.isSealed()) {
                return value(plain.getPermittedSubclasses()[0], name);
            }
            return switch (plain.getSimpleName()) {
                case "boolean" -> true;
                case "int", "Integer" -> 50;
                case "long", "Long" -> number(name);
                case "String" -> text(name);
                case "byte[]" -> hash();
                case "BigDecimal" -> BigDecimal.ONE;
                case "Instant" -> Instant.now().minus(Duration.ofMinutes(10));
                case "Duration" -> Duration.ofMinutes(1);
                default -> throw new IllegalStateException("no sample for " + type + "; add one");
            };
        }

        private long number(String name) {
            return switch (name) {
                // Whoever goes on after something goes on after what was new a moment ago.
                case "after", "fromEvent" -> 4L * (OldServer.PAST + OldServer.ALIVE) - 20;
                case "version" -> OldServer.PAST - 20;
                default -> number;
            };
        }

        private String text(String name) {
            return switch (name) {
                case "ref", "above", "below" -> "refs/heads/branch-" + number;
                case "hex" -> "%040x".formatted(number);
                case "prefix" -> "refs/heads/";
                case "narHash" -> "sha256-" + "A".repeat(43) + "=";
                case "commit", "rev" -> "1".repeat(40);
                case "definition", "inputs", "actions" -> "{}";
                default -> "main";
            };
        }

        private byte[] hash() {
            byte[] hash = new byte[32];
            hash[30] = (byte) (number >> 8);
            hash[31] = (byte) number;
            return hash;
        }

        private Object record(Class<?> type, String name) {
            return switch (type.getSimpleName()) {
                case "RepoId", "AccountId" -> construct(type, 1L);
                case "BranchName" -> construct(type, name.equals("target") ? "main" : "branch-" + number);
                case "ContentKey" -> construct(type, "%064x".formatted(number));
                default ->
                    construct(
                            type,
                            Arrays.stream(type.getRecordComponents())
                                    .map(component -> value(component.getGenericType(), component.getName()))
                                    .toArray());
            };
        }

        private static Object construct(Class<?> type, Object... values) {
            try {
                Class<?>[] types = Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no sample of " + type + " from " + Arrays.toString(values), e);
            }
        }
    }
}
