package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.TranscriptEntry;
import dev.cook.domain.Update;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lines of a transcript as they are stored and exported; docs/transcripts.md describes them. */
final class TranscriptJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TranscriptJson() {}

    /** One line without its end. What is unknown is left out. */
    static byte[] line(TranscriptEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("turn", entry.turn());
        entry.at()
                .ifPresent(
                        at -> json.put("at", BigDecimal.valueOf(at.toNanos(), 9).setScale(3, RoundingMode.HALF_UP)));
        switch (entry.update()) {
            case Update.Prompt prompt -> text(json, "prompt", prompt.text());
            case Update.Message message -> text(json, "agent_message", message.text());
            case Update.Thought thought -> text(json, "agent_thought", thought.text());
            case Update.ToolCall call -> {
                json.put("update", "tool_call");
                id(json, call.id());
                json.put("tool", call.tool());
                json.put("kind", call.kind().word());
                json.put("input", call.input());
            }
            case Update.ToolResult result -> {
                json.put("update", "tool_result");
                id(json, result.id());
                json.put("status", result.failed() ? "failed" : "completed");
                json.put("output", result.output());
            }
            case Update.PermissionAsk ask -> {
                json.put("update", "permission_ask");
                id(json, ask.id());
                json.put("title", ask.title());
                json.put("options", ask.options());
                if (!ask.answer().isEmpty()) {
                    json.put("answer", ask.answer());
                }
            }
            case Update.Plan plan -> {
                json.put("update", "plan");
                json.put(
                        "steps",
                        plan.steps().stream()
                                .map(step -> Map.of("content", step.content(), "status", step.status()))
                                .collect(Collectors.toList()));
            }
            case Update.Usage usage -> usage(json, usage.usage());
            case Update.Problem problem -> text(json, "problem", problem.text());
            case Update.Terminal terminal -> text(json, "terminal", terminal.text());
            case Update.Cut _ -> json.put("update", "cut");
        }
        return JSON.writeValueAsBytes(json);
    }

    /** What a stored line says; empty where it is cut, or of a kind that this version does not know. */
    static Optional<Update> read(String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JacksonException _) {
            return Optional.empty();
        }
        String text = word(json, "text");
        return switch (word(json, "update")) {
            case "prompt" -> Optional.of(new Update.Prompt(text));
            case "agent_message" -> Optional.of(new Update.Message(text));
            case "agent_thought" -> Optional.of(new Update.Thought(text));
            case "tool_call" ->
                Optional.of(new Update.ToolCall(
                        word(json, "id"), word(json, "tool"), ToolKind.of(word(json, "kind")), word(json, "input")));
            case "tool_result" ->
                Optional.of(new Update.ToolResult(
                        word(json, "id"), word(json, "status").equals("failed"), word(json, "output")));
            case "permission_ask" ->
                Optional.of(new Update.PermissionAsk(
                        word(json, "id"),
                        word(json, "title"),
                        json.path("options")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList(),
                        word(json, "answer")));
            case "plan" ->
                Optional.of(new Update.Plan(json.path("steps")
                        .valueStream()
                        .map(step -> new Update.Step(word(step, "content"), word(step, "status")))
                        .toList()));
            case "usage" -> Optional.of(new Update.Usage(new ModelUsage(word(json, "model"), counts(json), usd(json))));
            case "problem" -> Optional.of(new Update.Problem(text));
            case "terminal" -> Optional.of(new Update.Terminal(text));
            case "cut" -> Optional.of(new Update.Cut());
            default -> Optional.empty();
        };
    }

    private static String word(JsonNode json, String field) {
        return json.path(field).asString("");
    }

    private static TokenCounts counts(JsonNode json) {
        return new TokenCounts(
                count(json, "input"),
                count(json, "cachedInput"),
                count(json, "cacheWrite"),
                count(json, "output"),
                count(json, "reasoning"));
    }

    private static Optional<Long> count(JsonNode json, String field) {
        return Optional.of(json.path(field)).filter(JsonNode::isIntegralNumber).map(JsonNode::longValue);
    }

    private static Optional<BigDecimal> usd(JsonNode json) {
        return Optional.of(json.path("reportedUsd")).filter(JsonNode::isNumber).map(JsonNode::decimalValue);
    }

    private static void text(Map<String, Object> json, String update, String text) {
        json.put("update", update);
        json.put("text", text);
    }

    private static void id(Map<String, Object> json, String id) {
        if (!id.isEmpty()) {
            json.put("id", id);
        }
    }

    private static void usage(Map<String, Object> json, ModelUsage usage) {
        TokenCounts tokens = usage.tokens();
        json.put("update", "usage");
        json.put("model", usage.model());
        put(json, "input", tokens.input());
        put(json, "cachedInput", tokens.cachedInput());
        put(json, "cacheWrite", tokens.cacheWrite());
        put(json, "output", tokens.output());
        put(json, "reasoning", tokens.reasoning());
        put(json, "reportedUsd", usage.reportedUsd());
    }

    private static void put(Map<String, Object> json, String name, Optional<?> value) {
        value.ifPresent(known -> json.put(name, known));
    }
}
