package dev.cook.agents.transcript;

import dev.cook.domain.TerminalText;
import dev.cook.domain.Text;
import dev.cook.domain.Update;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an agent does in a turn, as text that people read: its messages, its commands, and some lines of what they gave. It takes
 * updates as they come; what it answers, joined, is the whole. The prompt and what was used are not part of it: whoever shows a
 * turn shows them beside it.
 */
public final class TurnText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Lines shown of what a tool gave, at its beginning and at its end: enough to see what went wrong. */
    private static final int SHOWN_LINES = 8;

    /** Characters of such a line. */
    private static final int LONGEST_LINE = 400;

    /** Characters of what a tool is called with. */
    private static final int LONGEST_CALL = 1_000;

    private final boolean inPieces;
    private Optional<Update> last = Optional.empty();

    /** @param inPieces whether messages and thoughts that follow each other are one */
    TurnText(boolean inPieces) {
        this.inPieces = inPieces;
    }

    /**
     * A turn that is over.
     *
     * @param lines of its transcript as they are stored, or the last of them
     * @return empty where they hold no report of an agent: then its terminal is what there is to read
     */
    public static Optional<String> of(byte[] lines) {
        TurnText text = new TurnText(false);
        StringBuilder out = new StringBuilder();
        boolean reported = false;
        for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
            Optional<Update> update = TranscriptJson.read(line);
            reported |= update.filter(TurnText::isReport).isPresent();
            update.map(text::add).ifPresent(out::append);
        }
        return reported ? Optional.of(out.append('\n').toString()) : Optional.empty();
    }

    static boolean isReport(Update update) {
        return switch (update) {
            case Update.Message _, Update.Thought _, Update.ToolCall _, Update.ToolResult _ -> true;
            case Update.PermissionAsk _, Update.Plan _, Update.Usage _ -> true;
            // What could not be read of a terminal is a problem as well, and must not hide the rest of it.
            case Update.Problem _, Update.Prompt _, Update.Terminal _, Update.Cut _ -> false;
        };
    }

    /** What an update adds to the text. */
    String add(Update update) {
        String shown = shown(update);
        if (shown.isBlank() && !isPiece(update)) {
            return "";
        }
        String between = last.isEmpty() ? "" : isPiece(update) ? "" : isClose(update) ? "\n" : "\n\n";
        String text = isPiece(update) ? piece(update) : shown;
        last = Optional.of(update);
        return between + text;
    }

    /** Whether it goes on with the sentence before. */
    private boolean isPiece(Update update) {
        return inPieces
                && last.map(before -> switch (update) {
                            case Update.Message _ -> before instanceof Update.Message;
                            case Update.Thought _ -> before instanceof Update.Thought;
                            default -> false;
                        })
                        .orElse(false);
    }

    /** Whether it stands right below what was before: what a tool gave, and lines of a terminal. */
    private boolean isClose(Update update) {
        Update before = last.orElseThrow();
        return switch (update) {
            case Update.ToolResult _ -> before instanceof Update.ToolCall;
            case Update.Terminal _ -> before instanceof Update.Terminal;
            default -> false;
        };
    }

    private String piece(Update update) {
        return switch (update) {
            case Update.Message(String text) -> TerminalText.plain(text);
            case Update.Thought(String text) -> TerminalText.plain(text);
            default -> "";
        };
    }

    private String shown(Update update) {
        return switch (update) {
            case Update.Prompt _, Update.Usage _ -> "";
            case Update.Message(String text) -> said(text);
            case Update.Thought(String text) -> text.isBlank() ? "" : "(thinking) " + said(text);
            case Update.ToolCall call -> call(call);
            case Update.ToolResult result -> result(result);
            case Update.PermissionAsk ask ->
                "Permission requested: " + ask.title() + (ask.answer().isEmpty() ? "" : " – answered: " + ask.answer());
            case Update.Plan plan -> plan(plan);
            case Update.Problem(String text) ->
                "Error: " + TerminalText.plain(text).strip();
            case Update.Terminal(String text) -> TerminalText.plain(text).stripTrailing();
            case Update.Cut _ -> "(The rest of this turn was too long to keep.)";
        };
    }

    /** The end of a piece is kept as it is: the next one may go on with it. */
    private String said(String text) {
        String plain = TerminalText.plain(text).stripLeading();
        return inPieces ? plain : plain.stripTrailing();
    }

    static String call(Update.ToolCall call) {
        Optional<JsonNode> input = object(call.input());
        Optional<String> command = input.map(node -> node.path("command")).flatMap(TurnText::command);
        if (command.isPresent()) {
            return "$ " + shortened(command.get().strip());
        }
        String with = input.map(TurnText::values).orElse(call.input()).strip();
        return "→ " + call.tool() + (with.isEmpty() ? "" : " " + shortened(with));
    }

    /** Some agents give a command as text, some as words. */
    private static Optional<String> command(JsonNode node) {
        if (node.isString()) {
            return Optional.of(node.stringValue());
        }
        if (!node.isArray() || node.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        node.forEach(word -> words.add(word.asString("")));
        boolean shell = words.size() == 3 && words.get(1).matches("-l?c");
        return Optional.of(shell ? words.getLast() : String.join(" ", words));
    }

    private static Optional<JsonNode> object(String input) {
        try {
            return Optional.of(JSON.readTree(input)).filter(JsonNode::isObject);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static String values(JsonNode input) {
        List<String> values = new ArrayList<>();
        input.properties()
                .forEach(field -> values.add(field.getKey() + "="
                        + (field.getValue().isString()
                                ? field.getValue().stringValue()
                                : field.getValue().toString())));
        return String.join(" ", values);
    }

    private static String shortened(String text) {
        return TerminalText.plain(text.length() <= LONGEST_CALL ? text : text.substring(0, LONGEST_CALL) + " …")
                .stripTrailing();
    }

    private static String result(Update.ToolResult result) {
        List<String> lines =
                TerminalText.plain(result.output()).stripTrailing().lines().toList();
        List<String> shown = new ArrayList<>();
        if (result.failed()) {
            shown.add("  (failed)");
        }
        if (lines.size() <= 2 * SHOWN_LINES + 1) {
            lines.forEach(line -> shown.add(indented(line)));
        } else {
            lines.subList(0, SHOWN_LINES).forEach(line -> shown.add(indented(line)));
            shown.add("  … " + (lines.size() - 2 * SHOWN_LINES) + " more lines …");
            lines.subList(lines.size() - SHOWN_LINES, lines.size()).forEach(line -> shown.add(indented(line)));
        }
        return String.join("\n", shown);
    }

    private static String indented(String line) {
        return line.isEmpty() ? "" : "  " + Text.shortened(line, LONGEST_LINE);
    }

    private static String plan(Update.Plan plan) {
        StringBuilder text = new StringBuilder("Plan:");
        plan.steps().forEach(step -> text.append("\n  [")
                .append(step.status().equals("completed") ? 'x' : ' ')
                .append("] ")
                .append(Text.printable(step.content())));
        return text.toString();
    }
}
