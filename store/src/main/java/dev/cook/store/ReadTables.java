package dev.cook.store;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** Whether what is remembered of rows depends on the topics that it is said to depend on; fails tests where it does not. */
final class ReadTables implements SqlLogger {
    private static final Pattern READ = Pattern.compile("(?:FROM|JOIN)\\s+(?:ONLY\\s+)?(\\w+)");

    /** The statements are texts of this program, so there are a few hundred. */
    private static final Map<String, Set<String>> BY_STATEMENT = new ConcurrentHashMap<>();

    private final Set<Topic> topics;
    private final Runnable counter;

    /** @param counter is run for each statement */
    ReadTables(Set<Topic> topics, Runnable counter) {
        this.topics = topics;
        this.counter = counter;
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
        counter.run();
        assert unknown(context.getRawSql()).isEmpty()
                : "no topic that is watched has " + unknown(context.getRawSql()) + ": " + context.getRawSql();
    }

    private Set<String> unknown(String sql) {
        return BY_STATEMENT.computeIfAbsent(sql, ReadTables::tables).stream()
                .filter(table -> topics.stream().noneMatch(topic -> topic.has(table)))
                .collect(Collectors.toSet());
    }

    /** The tables that a statement reads. */
    static Set<String> tables(String sql) {
        return READ.matcher(sql)
                .results()
                .map(match -> match.group(1))
                .filter(word -> Topic.tables().contains(word) || Topic.UNWATCHED.contains(word))
                .collect(Collectors.toSet());
    }
}
