package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** States and kinds have one list each, in their enum; SQL and the schema follow it. */
class SqlWordsTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", ".")).resolve("src/main/java").normalize();

    /** Keys of JSON documents look the same. */
    private static final Pattern QUOTED = Pattern.compile("(?<!->> )(?<!\\{@code \\()'([a-z_]+)'");

    @Test
    void namesStandForLiterals() {
        assertThat(SqlWords.render(
                        "state = <GateRunState.RUNNING> AND kind IN <GateKind.deploys> AND a <> b AND c < d"))
                .isEqualTo("state = 'running' AND kind IN ('deploy', 'soak') AND a <> b AND c < d");
        assertThatThrownBy(() -> SqlWords.render("state = <GateRunState.RUNING>"))
                .hasMessageContaining("<GateRunState.RUNING>");
    }

    @Test
    void noSqlSpellsAStateOrKind() throws IOException {
        Set<String> words = SqlWords.enums().stream()
                .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                .map(SqlWords::word)
                .collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    Matcher quoted = QUOTED.matcher(lines.get(i));
                    while (!lines.get(i).strip().startsWith("*") && quoted.find()) {
                        if (words.contains(quoted.group(1))) {
                            found.add(file.getFileName() + ":" + (i + 1) + " '" + quoted.group(1) + "'");
                        }
                    }
                }
            }
        }

        assertThat(found).as("write <GateKind.SOAK> or a list of SqlWords").isEmpty();
    }

    /** What the code can say and the database would refuse is found here, not on a server. */
    @Test
    void theDatabaseTakesTheWordsOfEachEnumAndNoOthers() {
        Map<String, String> columns = new TreeMap<>(Map.ofEntries(
                Map.entry("branch.state", "BranchState"),
                Map.entry("branch.landing", "Landing"),
                Map.entry("candidate.state", "CandidateState"),
                Map.entry("environment.state", "EnvironmentState"),
                Map.entry("environment.purpose", "Purpose"),
                Map.entry("fossil.reason", "FossilReason"),
                Map.entry("gate_run.state", "GateRunState"),
                Map.entry("gate_run.kind", "GateKind"),
                Map.entry("job.state", "JobState"),
                Map.entry("persistent_environment.state", "PersistentState"),
                Map.entry("repo_role.role", "Role"),
                Map.entry("session.state", "SessionState"),
                Map.entry("job_usage.basis", "CostBasis")));
        try (TestStore test = TestStore.open()) {
            Map<String, Set<String>> taken = taken(Jdbi.create(test::connect));
            columns.forEach((column, type) -> assertThat(taken.get(column))
                    .as(column)
                    .isEqualTo(SqlWords.enums().stream()
                            .filter(known -> known.getSimpleName().equals(type))
                            .flatMap(known -> Arrays.stream(known.getEnumConstants()))
                            .map(SqlWords::word)
                            .collect(Collectors.toCollection(TreeSet::new))));
        }
    }

    /** The words that a CHECK of one column alone allows, by column. */
    private static Map<String, Set<String>> taken(Jdbi jdbi) {
        Map<String, Set<String>> taken = new TreeMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT t.relname || '.' || a.attname, pg_get_constraintdef(c.oid)
                        FROM pg_constraint c
                        JOIN pg_class t ON t.oid = c.conrelid
                        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
                        WHERE c.contype = 'c' AND cardinality(c.conkey) = 1
                          AND c.connamespace = current_schema()::regnamespace
                          AND pg_get_constraintdef(c.oid) ~ '^CHECK \\(\\(\\w+ = ANY'
                        """)
                .map((row, _) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(check -> taken.put(check.getKey(), quoted(check.getValue()))));
        return taken;
    }

    private static Set<String> quoted(String check) {
        return Pattern.compile("'(\\w+)'")
                .matcher(check)
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
