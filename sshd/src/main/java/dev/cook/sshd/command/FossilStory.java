package dev.cook.sshd.command;

import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Tells a fossil's own account of itself in lines. */
record FossilStory(JsonNode json, Function<Instant, String> time) {
    /** Where a fossil's tree keeps it. */
    static final String FILE = "fossil.json";

    /** Characters of a task or a reason in one line; {@code --json} has all of it. */
    private static final int SHORT = 400;

    void tell(Consumer<String> say) {
        say.accept("started    " + moment(json, "startedAt") + " by " + text(json, "startedBy"));
        if (json.has("task")) {
            JsonNode task = json.path("task");
            say.accept("task       " + text(task, "agent") + ": " + text(task, "prompt"));
        }
        List<String> files = new ArrayList<>(List.of(FILE));
        for (JsonNode session : json.path("sessions")) {
            String folder = "sessions/" + text(session, "session") + "/";
            files.add(folder + "transcript.jsonl");
            say.accept("session    " + text(session, "session") + ": " + text(session, "agent")
                    + cost(session.path("cost")));
            for (JsonNode turn : session.path("turns")) {
                files.add(folder + "turn-" + text(turn, "turn") + ".cast");
                say.accept("  turn     " + text(turn, "turn") + " "
                        + (turn.has("exitStatus")
                                ? "ended with exit status " + text(turn, "exitStatus")
                                : "never reported its end")
                        + (turn.has("endedAt") ? ", " + moment(turn, "endedAt") : ""));
            }
        }
        for (JsonNode candidate : json.path("candidates")) {
            List<String> conflicts = new ArrayList<>();
            candidate.path("conflicts").forEach(conflict -> conflicts.add(conflict.asString("")));
            say.accept("candidate  " + CellText.commit(candidate.path("commit").asString("-")) + " on "
                    + CellText.commit(text(candidate, "targetTip")) + ", " + text(candidate, "state")
                    + (conflicts.isEmpty() ? "" : " in " + String.join(", ", conflicts)));
            for (JsonNode run : candidate.path("gates")) {
                files.add("gates/" + text(run, "run") + "-" + text(run, "gate") + ".log");
                say.accept("  gate     " + text(run, "gate") + " " + text(run, "result")
                        + (run.has("reason") ? ": " + text(run, "reason") : ""));
            }
        }
        if (json.has("landedAs")) {
            say.accept("landed     on " + text(json, "target") + " as " + text(json, "landedAs") + ", queued by "
                    + text(json, "by"));
        } else {
            say.accept("comment    " + text(json, "why") + " (" + text(json, "by") + ")");
        }
        files.forEach(file -> say.accept("file       " + file));
    }

    /** A time as it is stored, as its reader has it. */
    private String moment(JsonNode node, String name) {
        try {
            return time.apply(Instant.parse(node.path(name).asString("")));
        } catch (DateTimeParseException e) {
            return text(node, name);
        }
    }

    /** Fossils from before costs were kept say nothing of them. */
    private static String cost(JsonNode cost) {
        if (!cost.isObject()) {
            return "";
        }
        if (!cost.has("usd")) {
            return ", cost unknown";
        }
        int unknown = cost.path("unknownTurns").asInt(0);
        return ", " + Usd.shown(cost.path("usd").decimalValue()) + " " + text(cost, "basis")
                + (unknown == 0 ? "" : ", and " + unknown + (unknown == 1 ? " turn" : " turns") + " of unknown cost");
    }

    private static String text(JsonNode node, String name) {
        return Text.shortened(node.path(name).asString(""), SHORT);
    }
}
