package dev.cook.sshd.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Joins the recordings of turns into one asciicast. Cook's recordings are of version 3; version 2, whose times count from
 * the beginning, is what asciinema before 3.0 plays.
 */
final class Casts {
    /** Seconds between two turns: the time a gate took is nothing to look at. */
    private static final BigDecimal PAUSE = BigDecimal.ONE;

    private final String title;
    private final int version;
    private final Appendable out;
    private BigDecimal elapsed = BigDecimal.ZERO;
    private BigDecimal since = BigDecimal.ZERO;
    private String size = "";
    /** How the newest turn ended: only the last of all is told, as a player stops there. */
    private Optional<String> ended = Optional.empty();

    /**
     * @param version of the format: 2 or 3
     * @param out is written an event at a time
     */
    Casts(String title, int version, Appendable out) {
        this.title = title;
        this.version = version;
        this.out = out;
    }

    /**
     * Adds a turn.
     *
     * @param recording has no lines where the turn was lost
     */
    void add(int turn, BufferedReader recording) throws IOException {
        String first = recording.readLine();
        if (first == null) {
            return;
        }
        JsonNode header = Json.read(first.getBytes(StandardCharsets.UTF_8));
        String now = header.path("term").path("cols").asInt(80) + "x"
                + header.path("term").path("rows").asInt(24);
        if (size.isEmpty()) {
            header(header);
        } else {
            since = since.add(PAUSE);
            event("m", "turn " + turn);
            if (!now.equals(size)) {
                event("r", now);
            }
            // What the turn before left on the screen is not part of this one.
            event("o", "\033c");
        }
        size = now;
        ended = Optional.empty();
        for (String line = recording.readLine(); line != null; line = recording.readLine()) {
            JsonNode event = Json.read(line.getBytes(StandardCharsets.UTF_8));
            since = since.add(event.path(0).decimalValue());
            String kind = event.path(1).asString("");
            if (kind.equals("x")) {
                ended = Optional.of(event.path(2).asString(""));
            } else {
                event(kind, event.path(2).asString(""));
            }
        }
    }

    /** Nothing more comes. */
    void end() throws IOException {
        if (version == 3 && ended.isPresent()) {
            event("x", ended.get());
        }
    }

    private void header(JsonNode header) throws IOException {
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

    private void event(String kind, String text) throws IOException {
        elapsed = elapsed.add(since);
        BigDecimal time = (version == 3 ? since : elapsed).setScale(6, RoundingMode.HALF_UP);
        since = BigDecimal.ZERO;
        out.append(Json.line(new ArrayList<>(List.of(time, kind, text)))).append('\n');
    }
}
