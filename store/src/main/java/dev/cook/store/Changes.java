package dev.cook.store;

import dev.cook.domain.BranchId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * What a transaction changed, read off its statements: so no method of a table can forget to say it. A statement that found
 * no row to change counts for nothing.
 */
final class Changes implements SqlLogger {
    /**
     * The words before UPDATE tell a change from {@code FOR UPDATE} and {@code DO UPDATE}. Counters of refs and fossils stand
     * in the row of their repository, and nobody takes them for a change of it.
     */
    private static final Pattern CHANGED =
            Pattern.compile("(?:INSERT\\s+INTO|DELETE\\s+FROM|(?<!FOR |KEY |DO )UPDATE)\\s+"
                    + "(?!SET\\b|repo\\s+SET\\s+(?:refs_version|fossil_count)\\b)(\\w+)");

    /** The statements are texts of this program, so there are a few hundred. */
    private static final Map<String, Set<Topic>> BY_STATEMENT = new ConcurrentHashMap<>();

    private final Set<Topic> topics = EnumSet.noneOf(Topic.class);
    private final Set<BranchId> told = new HashSet<>();
    private final Runnable counter;

    /** @param counter is run for each statement */
    Changes(Runnable counter) {
        this.counter = counter;
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
        counter.run();
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        String sql = context.getRawSql();
        Set<Topic> changed = BY_STATEMENT.computeIfAbsent(sql, text -> Topic.of(tables(text)));
        if (!changed.isEmpty() && !foundNothing(sql, context)) {
            topics.addAll(changed);
        }
    }

    /** Events of these branches were written. */
    void tell(Collection<BranchId> branches) {
        told.addAll(branches);
    }

    Set<Topic> topics() {
        return topics;
    }

    Set<BranchId> told() {
        return told;
    }

    /** The tables that a statement may change. */
    static Set<String> tables(String sql) {
        return CHANGED.matcher(sql).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    /** The count is that of the outermost statement, so where there are several it says nothing. */
    private static boolean foundNothing(String sql, StatementContext context) {
        try {
            return !sql.stripLeading().startsWith("WITH")
                    && context.getStatement().getUpdateCount() == 0;
        } catch (SQLException e) {
            throw new IllegalStateException("the driver does not say how many rows changed", e);
        }
    }
}
