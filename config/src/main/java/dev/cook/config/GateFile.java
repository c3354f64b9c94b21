package dev.cook.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlPosition;

/**
 * What the tables about gates come to, wherever they are written: in cook.toml, or in what a gate file prints.
 *
 * @param gates in the order of the file
 */
record GateFile(List<Gate> gates, QueueConfig queue, People people, SourceMap source) {
    /** More entries than anybody writes by hand. */
    private static final int MOST = 200;

    /** The tables that {@link #read} takes. */
    static final List<String> TABLES =
            List.of(RepoSettings.GATES, RepoSettings.QUEUE, RepoSettings.GROUPS, RepoSettings.OWNERS);

    static GateFile read(Section top) {
        Map<List<String>, SourceMap.Spot> spots = new HashMap<>();
        List<Gate> gates = new GateTables(top, spots).read();
        Map<String, List<String>> groups = groups(noted(top, RepoSettings.GROUPS, spots));
        List<PathOwners> owners = owners(noted(top, RepoSettings.OWNERS, spots));
        return new GateFile(
                gates, queue(top.child(RepoSettings.QUEUE), gates), new People(groups, owners), new SourceMap(spots));
    }

    private static Section noted(Section top, String table, Map<List<String>, SourceMap.Spot> spots) {
        Section section = top.child(table);
        if (!section.table().isEmpty()) {
            section.note(spots, table);
        }
        return section;
    }

    private static QueueConfig queue(Section section, List<Gate> gates) {
        section.refuseOthers(RepoSettings.TABLE.in(RepoSettings.QUEUE), List.of(RepoSettings.LANES));
        List<QueueConfig.Lane> lanes = new ArrayList<>();
        Section named = section.child(RepoSettings.LANES);
        for (String name : inOrder(named)) {
            if (named.isName(name)) {
                lanes.add(new QueueConfig.Lane(name, list(named, name, RepoSettings.pattern())));
            }
        }
        return new QueueConfig(
                section.find(RepoSettings.DEPTH),
                section.get(RepoSettings.BATCH),
                section.get(RepoSettings.LANDING),
                screening(section, gates),
                lanes);
    }

    /** What is deployed is what lands next, and nothing is deployed to see whether it would fail. */
    private static Screening screening(Section section, List<Gate> gates) {
        Screening wanted = section.get(RepoSettings.SCREEN);
        Optional<Gate> deploying =
                gates.stream().filter(gate -> gate.work().kind().deploys()).findFirst();
        if (deploying.isEmpty()) {
            return wanted;
        }
        if (wanted == Screening.ALWAYS) {
            section.source()
                    .refuse(
                            section.position(RepoSettings.SCREEN.key()),
                            section.label(RepoSettings.SCREEN.key()) + ": \"always\" would run gate "
                                    + deploying.get().name() + ", which deploys, for branches that do not land next; "
                                    + "remove it, or set \"never\"");
        }
        return Screening.NEVER;
    }

    private static Map<String, List<String>> groups(Section section) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (String name : inOrder(section)) {
            if (section.isName(name)) {
                groups.put(name, list(section, name, RepoSettings.person()));
            }
        }
        for (String name : groups.keySet()) {
            groups.getOrDefault(name, List.of()).stream()
                    .filter(member -> groups.containsKey(member) && !member.equals(name))
                    .forEach(member -> section.source()
                            .refuse(
                                    section.position(name),
                                    section.label(name) + ": " + QuotedValue.quoted(member)
                                            + " is a group; name its accounts"));
        }
        return groups;
    }

    private static List<PathOwners> owners(Section section) {
        List<PathOwners> owners = new ArrayList<>();
        for (String text : inOrder(section)) {
            try {
                PathPattern pattern = RepoSettings.pattern().ofText(text);
                owners.add(new PathOwners(pattern, list(section, text, RepoSettings.person())));
            } catch (IllegalArgumentException e) {
                section.source().refuse(section.position(text), "[" + section.name() + "]: " + e.getMessage());
            }
        }
        return owners;
    }

    private static <T> List<T> list(Section section, String key, ValueType<T> element) {
        Object value = section.table().get(List.of(key));
        try {
            List<T> list = new CompositeTypes.ListOf<>(element).ofToml(value == null ? "" : value);
            if (!list.isEmpty()) {
                return list;
            }
            throw new IllegalArgumentException("is empty");
        } catch (IllegalArgumentException e) {
            section.source()
                    .refuse(section.position(key), section.label(QuotedValue.line(key, 60)) + ": " + e.getMessage());
            return List.of();
        }
    }

    /** The keys as they were written one after the other; none of too many. */
    private static List<String> inOrder(Section section) {
        if (section.table().size() > MOST) {
            section.source().refuse(section.at(), section.name() + ": at most " + MOST + " entries are allowed");
            return List.of();
        }
        Comparator<String> byPlace = Comparator.comparingInt(
                key -> section.position(key).map(TomlPosition::line).orElse(0));
        return section.table().keySet().stream()
                .sorted(byPlace.thenComparingInt(
                        key -> section.position(key).map(TomlPosition::column).orElse(0)))
                .toList();
    }
}
