package dev.cook.store;

import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Between rows of refs and the words of the domain. */
final class RefRows {
    private RefRows() {}

    static NamedRef ref(ResultSet row) throws SQLException {
        return new NamedRef(
                row.getString("name"),
                oid(row, "object_id"),
                oid(row, "peeled_id"),
                Optional.ofNullable(row.getString("symbolic_target")));
    }

    static Optional<Oid> oid(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getBytes(column)).map(Oid::of);
    }

    static byte @Nullable [] bytes(Optional<Oid> id) {
        return id.map(Oid::bytes).orElse(null);
    }

    /** The driver takes arrays of bytea only as byte[][]. */
    static <T> byte[] @Nullable [] column(List<T> rows, Function<T, Optional<Oid>> value) {
        byte[][] column = new byte[rows.size()][];
        for (int i = 0; i < column.length; i++) {
            column[i] = bytes(value.apply(rows.get(i)));
        }
        return column;
    }
}
