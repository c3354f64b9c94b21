package dev.cook.store;

import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;

/** Between rows of refs and the words of the domain. */
final class RefRows {
    private RefRows() {}

    static NamedRef ref(Row row) throws SQLException {
        return new NamedRef(
                row.text("name"),
                row.maybeOid("object_id"),
                row.maybeOid("peeled_id"),
                row.maybeText("symbolic_target"));
    }

    /** One id of each row, as an array; the driver takes arrays of bytea only as byte[][]. */
    static <T> Argument column(List<T> rows, Function<T, Optional<Oid>> value) {
        byte[][] column = new byte[rows.size()][];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i)).map(Oid::bytes).orElse(null);
        }
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf("bytea", column));
    }
}
