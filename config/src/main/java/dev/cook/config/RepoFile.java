package dev.cook.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Turns a repository's file into a {@link RepoConfig}. */
final class RepoFile {
    private static final String HINT = "write each gate as its own [[gates]] table";

    private final Source source;
    private final Section top;
    private final Optional<ServerEnvironments> server;

    RepoFile(Source source, Section top, Optional<ServerEnvironments> server) {
        this.server = server;
        this.source = source;
        this.top = top;
    }

    RepoConfig read() {
        List<Setting<?>> known = new ArrayList<>(RepoSettings.TABLE.in(""));
        top.refuseOthers(known, List.of(RepoSettings.GATES, RepoSettings.LIMITS, RepoSettings.ENVIRONMENTS));
        int attempts = top.get(RepoSettings.ATTEMPTS);
        Section limits = top.child(RepoSettings.LIMITS);
        limits.refuseOthers(RepoSettings.TABLE.in(RepoSettings.LIMITS), List.of());
        RepoLimits most = new RepoLimits(limits.find(RepoSettings.BUDGET), limits.find(RepoSettings.MAX_TIME));
        List<Gate> gates = gates();
        Map<String, RepoEnvironment> environments =
                new RepoEnvironmentTables(top.child(RepoSettings.ENVIRONMENTS), server).read();
        source.problems().throwIfAny();
        return new RepoConfig(attempts, most, gates, environments);
    }

    private List<Gate> gates() {
        Object value = top.table().get(List.of(RepoSettings.GATES));
        Optional<TomlPosition> at = top.position(RepoSettings.GATES);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray array)) {
            source.refuse(at, "gates: expected a list of tables, found " + Shown.value(value) + "; " + HINT);
            return List.of();
        }
        if (array.size() > RepoConfig.MOST_GATES) {
            source.refuse(at, "gates: " + array.size() + " of them; at most " + RepoConfig.MOST_GATES + " are allowed");
            return List.of();
        }
        List<Gate> gates = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < array.size(); i++) {
            Optional<TomlPosition> position = Optional.ofNullable(array.inputPositionOf(i));
            if (array.get(i) instanceof TomlTable table) {
                Section section = new Section(source, RepoSettings.GATES, table, position);
                gate(section, i + 1, numbers).ifPresent(gates::add);
            } else {
                source.refuse(position, "gates: expected a table, found " + Shown.value(array.get(i)) + "; " + HINT);
            }
        }
        return gates;
    }

    private static Optional<Gate> gate(Section section, int number, Map<String, Integer> numbers) {
        section.refuseOthers(RepoSettings.TABLE.in(RepoSettings.GATES), List.of());
        Optional<String> name = section.require(RepoSettings.NAME);
        Optional<List<String>> command = section.require(RepoSettings.COMMAND);
        Duration timeout = section.get(RepoSettings.TIMEOUT);
        name.map(word -> numbers.putIfAbsent(word, number))
                .ifPresent(first -> section.refuse(
                        RepoSettings.NAME, Shown.quoted(name.orElse("")) + " is already the name of gate " + first));
        return name.flatMap(word -> command.map(arguments -> Gate.command(word, arguments, timeout)));
    }
}
