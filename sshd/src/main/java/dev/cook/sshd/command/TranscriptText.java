package dev.cook.sshd.command;

import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A transcript as Markdown, for people to read. Pure. */
final class TranscriptText {
    /** What a transcript counts, and what people call it; cached input is part of what was sent. */
    private static final Map<String, String> COUNTS = counts();

    private final Appendable out;
    private int turn;

    /** @param out is written an entry at a time */
    TranscriptText(String title, Appendable out) throws IOException {
        this.out = out;
        out.append("# ").append(Text.printable(title)).append('\n');
    }

    private static Map<String, String> counts() {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("input", "input");
        counts.put("cachedInput", "cached input");
        counts.put("cacheWrite", "cache writes");
        counts.put("output", "output");
        counts.put("reasoning", "reasoning");
        return counts;
    }

    /** @param line an entry as it is stored */
    void add(JsonNode line) throws IOException {
        if (line.path("turn").asInt(0) != turn) {
            turn = line.path("turn").asInt(0);
            out.append("\n## Turn ").append(Integer.toString(turn)).append('\n');
        }
        switch (text(line, "update")) {
            case "prompt" -> heading(line, "Prompt");
            case "agent_message" -> heading(line, "Agent");
            case "agent_thought" -> heading(line, "Thought");
            case "tool_call" -> {
                title(line, "Tool " + text(line, "tool"));
                fence(text(line, "input"));
            }
            case "tool_result" -> {
                title(line, text(line, "status").equals("failed") ? "Failed" : "Result");
                fence(text(line, "output"));
            }
            case "permission_ask" -> title(line, "Permission request: " + text(line, "title"));
            case "plan" -> {
                title(line, "Plan");
                for (JsonNode step : line.path("steps")) {
                    out.append("- [")
                            .append(text(step, "status").equals("completed") ? 'x' : ' ')
                            .append("] ")
                            .append(Text.printable(text(step, "content")))
                            .append('\n');
                }
            }
            case "usage" -> usage(line);
            case "problem" -> heading(line, "Problem");
            case "terminal" -> {
                title(line, "Terminal");
                fence(text(line, "text"));
            }
            case "cut" -> out.append("\n*The rest of the turn exceeded the limit and was not kept.*\n");
            default -> {}
        }
    }

    private void usage(JsonNode line) throws IOException {
        List<String> parts = new ArrayList<>();
        COUNTS.forEach((count, words) -> {
            if (line.has(count)) {
                parts.add(String.format(Locale.ROOT, "%,d %s", line.path(count).asLong(0), words));
            }
        });
        if (line.has("reportedUsd")) {
            parts.add(Usd.shown(line.path("reportedUsd").decimalValue()) + " reported");
        }
        title(line, "Usage of " + text(line, "model") + ": " + String.join(", ", parts));
    }

    private void title(JsonNode line, String words) throws IOException {
        out.append("\n**").append(Text.printable(words)).append("**");
        if (line.has("at")) {
            out.append(" (").append(line.path("at").asString("")).append(" s)");
        }
        out.append('\n');
    }

    /** Words of an agent or a person are quoted, so that no line of them can pass for one of ours. */
    private void heading(JsonNode line, String words) throws IOException {
        title(line, words);
        out.append('\n');
        for (String quoted : text(line, "text").strip().lines().toList()) {
            out.append("> ").append(quoted).append('\n');
        }
    }

    /** Longer than any run of backticks inside, so that nothing inside ends it. */
    private void fence(String text) throws IOException {
        int longest = 2;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        out.append('\n').append(fence).append('\n').append(text.stripTrailing()).append('\n');
        out.append(fence).append('\n');
    }

    private static String text(JsonNode line, String field) {
        return line.path(field).asString("");
    }
}
