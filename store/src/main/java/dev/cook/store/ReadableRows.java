package dev.cook.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultBearing;
import org.jdbi.v3.core.statement.StatementContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of which one may be damaged, for lists of all that there is to look at or to show: that row is left out and told in
 * the log, and keeps no other waiting. It is never for the rows that one item is judged by, where what is left out would
 * count as not being there.
 */
final class ReadableRows {
    private static final Logger LOG = LoggerFactory.getLogger(ReadableRows.class);

    /** Damaged rows that are remembered, so that each is told once and not with every look. */
    private static final int MOST_TOLD = 1_000;

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private ReadableRows() {}

    /** The rows that can be read. */
    static <T> List<T> list(ResultBearing query, RowMapper<T> mapper) {
        return list(query, mapper, "", _ -> {});
    }

    /**
     * The rows that can be read.
     *
     * @param owner the column with the number of what a row belongs to; empty: nobody asks for it
     * @param damaged is told the owner of each row that cannot
     */
    static <T> List<T> list(ResultBearing query, RowMapper<T> mapper, String owner, LongConsumer damaged) {
        return query.map((result, context) -> read(mapper, result, context, owner, damaged)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static <T> Optional<T> read(
            RowMapper<T> mapper, ResultSet result, StatementContext context, String owner, LongConsumer damaged)
            throws SQLException {
        try {
            return Optional.of(mapper.map(result, context));
        } catch (SQLException | RuntimeException e) {
            if (!owner.isEmpty()) {
                damaged.accept(result.getLong(owner));
            }
            String row = result.getMetaData().getColumnName(1) + " " + result.getString(1);
            if (TOLD.size() < MOST_TOLD && TOLD.add(row + ": " + e.getMessage())) {
                LOG.error("the row with {} is damaged and is left out until it is repaired", row, e);
            }
            return Optional.empty();
        }
    }
}
