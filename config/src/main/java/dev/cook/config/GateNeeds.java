package dev.cook.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that what gates need of one another is there, and that no gate waits for itself. */
final class GateNeeds {
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Map<String, List<String>> needs = new LinkedHashMap<>();

    /** Reads names and needs once more, without a word of what is wrong with them: that is said already. */
    GateNeeds(List<Section> gates) {
        for (Section section : gates) {
            Object name = section.table().get(List.of(RepoSettings.NAME.key()));
            if (name instanceof String word && sections.putIfAbsent(word, section) == null) {
                needs.put(word, needs(section));
            }
        }
    }

    private static List<String> needs(Section section) {
        Object value = section.table().get(List.of(RepoSettings.NEEDS.key()));
        try {
            return value == null ? List.of() : RepoSettings.NEEDS.kind().ofToml(value);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    void check() {
        needs.forEach((gate, wanted) -> {
            Set<String> seen = new HashSet<>();
            for (String need : wanted) {
                if (need.equals(gate)) {
                    refuse(gate, QuotedValue.quoted(gate) + " cannot wait for itself");
                } else if (!sections.containsKey(need)) {
                    refuse(
                            gate,
                            "there is no gate " + QuotedValue.quoted(need)
                                    + NearMatch.of(need, sections.keySet())
                                            .map(meant -> "; did you mean '" + meant + "'?")
                                            .orElse(""));
                } else if (!seen.add(need)) {
                    refuse(gate, QuotedValue.quoted(need) + " is listed twice");
                }
            }
        });
        refuseCircles();
    }

    /** Each circle is told once, at the first of its gates in the file. */
    private void refuseCircles() {
        Set<String> done = new HashSet<>();
        for (String gate : needs.keySet()) {
            follow(gate, new ArrayList<>(), done);
        }
    }

    private void follow(String gate, List<String> way, Set<String> done) {
        int begins = way.indexOf(gate);
        if (begins >= 0) {
            List<String> circle = new ArrayList<>(way.subList(begins, way.size()));
            circle.add(gate);
            refuse(
                    circle.getFirst(),
                    "is circular: " + String.join(" needs ", circle) + "; none of these gates could start");
            return;
        }
        if (done.contains(gate)) {
            return;
        }
        way.add(gate);
        for (String need : needs.getOrDefault(gate, List.of())) {
            // Waiting for itself is told already.
            if (!need.equals(gate)) {
                follow(need, way, done);
            }
        }
        way.removeLast();
        done.add(gate);
    }

    private void refuse(String gate, String message) {
        Section section = sections.get(gate);
        if (section == null) {
            throw new IllegalStateException("no gate is named " + gate);
        }
        section.refuse(RepoSettings.NEEDS, message);
    }
}
