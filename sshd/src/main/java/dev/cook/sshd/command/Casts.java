package dev.cook.sshd.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Joins the recordings of turns into one asciicast. Cook's recordings are of version 3; version 2, whose times count from
 * the beginning, is what asciinema before 3.0 plays.
 */
final class Casts {
    /** Seconds between two turns: the time a gate took is nothing to look at. */
    private static final BigDecimal PAUSE = BigDecimal.ONE;

    private final int version;
    private final StringBuilder out = new StringBuilder();
    private BigDecimal elapsed = BigDecimal.ZERO;
    private BigDecimal since = BigDecimal.ZERO;
    private String size = "";

    private Casts(int version) {
        this.version = version;
    }

    /** A turn's recording; none of a turn that was lost. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Turn(int number, byte[] recording) {}

    static String join(List<Turn> turns, String title, int version) {
        Casts casts = new Casts(version);
        List<Turn> recorded =
                turns.stream().filter(turn -> turn.recording().length > 0).toList();
        for (int i = 0; i < recorded.size(); i++) {
            casts.add(recorded.get(i), title, i + 1 == recorded.size());
        }
        return casts.out.toString();
    }

    private void add(Turn turn, String title, boolean last) {
        List<String> lines =
                new String(turn.recording(), StandardCharsets.UTF_8).lines().toList();
        JsonNode header = Json.read(lines.getFirst().getBytes(StandardCharsets.UTF_8));
        String now = header.path("term").path("cols").asInt(80) + "x"
                + header.path("term").path("rows").asInt(24);
        if (out.isEmpty()) {
            header(header, title);
        } else {
            since = since.add(PAUSE);
            event("m", "turn " + turn.number());
            if (!now.equals(size)) {
                event("r", now);
            }
            // What the turn before left on the screen is not part of this one.
            event("o", "\033c");
        }
        size = now;
        for (String line : lines.subList(1, lines.size())) {
            JsonNode event = Json.read(line.getBytes(StandardCharsets.UTF_8));
            since = since.add(event.path(0).decimalValue());
            String kind = event.path(1).asString("");
            if (!kind.equals("x") || (last && version == 3)) {
                event(kind, event.path(2).asString(""));
            }
        }
    }

    private void header(JsonNode header, String title) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", version);
        if (version == 3) {
            json.put("term", header.path("term"));
        } else {
            json.put("width", header.path("term").path("cols").asInt(80));
            json.put("height", header.path("term").path("rows").asInt(24));
        }
        json.put("timestamp", header.path("timestamp").asLong(0));
        json.put("title", title);
        out.append(Json.line(json)).append('\n');
    }

    private void event(String kind, String text) {
        elapsed = elapsed.add(since);
        BigDecimal time = (version == 3 ? since : elapsed).setScale(6, RoundingMode.HALF_UP);
        since = BigDecimal.ZERO;
        out.append(Json.line(new ArrayList<>(List.of(time, kind, text)))).append('\n');
    }
}
