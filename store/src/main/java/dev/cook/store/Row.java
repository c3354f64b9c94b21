package dev.cook.store;

import dev.cook.domain.Oid;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.mapper.RowMapper;

/** One row of a result, read in the words of the domain. */
final class Row {
    private final ResultSet result;

    private Row(ResultSet result) {
        this.result = result;
    }

    /** How a record is read from a row. */
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    static <T> RowMapper<T> mapper(Reader<T> reader) {
        return (result, context) -> reader.read(new Row(result));
    }

    long number(String column) throws SQLException {
        return result.getLong(column);
    }

    int count(String column) throws SQLException {
        return result.getInt(column);
    }

    boolean flag(String column) throws SQLException {
        return result.getBoolean(column);
    }

    String text(String column) throws SQLException {
        return result.getString(column);
    }

    byte[] bytes(String column) throws SQLException {
        return result.getBytes(column);
    }

    Oid oid(String column) throws SQLException {
        return Oid.of(result.getBytes(column));
    }

    Instant time(String column) throws SQLException {
        return result.getObject(column, OffsetDateTime.class).toInstant();
    }

    <E extends Enum<E>> E word(String column, Class<E> type) throws SQLException {
        return Enum.valueOf(type, result.getString(column).toUpperCase(Locale.ROOT));
    }

    List<String> texts(String column) throws SQLException {
        Array array = result.getArray(column);
        return List.of((String[]) array.getArray());
    }

    List<Long> numbers(String column) throws SQLException {
        return List.of((Long[]) result.getArray(column).getArray());
    }

    Optional<String> maybeText(String column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    Optional<Oid> maybeOid(String column) throws SQLException {
        return Optional.ofNullable(result.getBytes(column)).map(Oid::of);
    }

    Optional<Instant> maybeTime(String column) throws SQLException {
        return Optional.ofNullable(result.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    Optional<BigDecimal> maybeAmount(String column) throws SQLException {
        return Optional.ofNullable(result.getBigDecimal(column));
    }

    OptionalLong maybeNumber(String column) throws SQLException {
        long value = result.getLong(column);
        return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
