package dev.cook.domain;

import java.util.List;
import java.util.Optional;

/**
 * A verdict of an agent that reviewed for a gate, in JSON.
 *
 * @param verdict pass or fail
 */
public record GateComment(String verdict, String comment, Optional<String> file, Optional<Integer> line) {
    public static List<GateComment> of(List<GateVerdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> new GateComment(
                        verdict.word(),
                        verdict.comment(),
                        verdict.place().map(GateVerdict.FileLine::file),
                        verdict.place().flatMap(GateVerdict.FileLine::line)))
                .toList();
    }

    /** For a terminal. */
    public String told() {
        return new GateVerdict(verdict.equals("pass"), comment, file.map(name -> new GateVerdict.FileLine(name, line)))
                .told();
    }
}
