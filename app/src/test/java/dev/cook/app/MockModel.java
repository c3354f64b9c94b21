package dev.cook.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for the models of real agents, in the four protocols that they speak: asked anything, it calls the agent's tools
 * step by step; told what the last one came to, it says that all is done. 1000 tokens in and 50 out each time.
 */
final class MockModel implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SAID = "All is done.";

    private final List<Step> steps;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    /** Agents take what has the same name for the same. */
    private final AtomicInteger names = new AtomicInteger();

    /** What the agent is to do with one of its tools. */
    sealed interface Step {}

    /** A command of its shell. */
    record Run(String command) implements Step {}

    /** A file that it looks into with the tool that it has for that; with its shell where it has none. */
    record Read(String path) implements Step {}

    MockModel(String command) throws IOException {
        this(List.of(new Run(command)));
    }

    MockModel(List<Step> steps) throws IOException {
        this.steps = List.copyOf(steps);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return http.getAddress().getPort();
    }

    /** The addresses that were asked for, for whoever wonders why an agent did nothing. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** All that agents told it, as they sent it. */
    String told() {
        return String.join("\n", told);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestMethod() + " " + path);
            byte[] body = exchange.getRequestBody().readAllBytes();
            told.add(new String(body, StandardCharsets.UTF_8));
            JsonNode request = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
            Optional<String> said = said(path, request);
            exchange.getResponseHeaders()
                    .add(
                            "Content-Type",
                            said.filter(text -> !text.startsWith("{")).isPresent()
                                    ? "text/event-stream"
                                    : "application/json");
            byte[] bytes = said.orElse("{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(said.isPresent() ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Optional<String> said(String path, JsonNode request) {
        if (path.endsWith("/messages")) {
            return Optional.of(anthropic(request));
        } else if (path.endsWith("/responses")) {
            return Optional.of(responses(request));
        } else if (path.endsWith("/chat/completions")) {
            return Optional.of(chat(request));
        } else if (path.endsWith(":streamGenerateContent")) {
            return Optional.of("data: " + gemini(request) + "\n\n");
        } else if (path.endsWith(":generateContent")) {
            return Optional.of(gemini(request));
        }
        return Optional.empty();
    }

    /** The tool of an agent's that does the next step, and how it takes that; empty: all is done, or it offers none. */
    private Optional<Map.Entry<String, String>> next(JsonNode conversation, String result, List<String> tools) {
        int came = results(conversation, result) % steps.size();
        boolean told = conversation.path(conversation.size() - 1).toString().contains(result);
        return told && came == 0 ? Optional.empty() : call(steps.get(came), tools);
    }

    private static Optional<Map.Entry<String, String>> call(Step step, List<String> tools) {
        return switch (step) {
            case Run(String command) -> offered(shells(command), tools);
            case Read(String path) ->
                offered(readers(path), tools).or(() -> offered(shells("cat '" + path + "'"), tools));
        };
    }

    private static Map<String, Map<String, Object>> shells(String command) {
        return Map.of(
                "Bash", Map.of("command", command, "description", "Work"),
                "bash", Map.of("command", command, "description", "Work"),
                "run_shell_command", Map.of("command", command, "description", "Work", "is_background", false),
                "exec_command", Map.of("cmd", command),
                "shell_command", Map.of("command", command),
                "shell", Map.of("command", List.of("sh", "-c", command)));
    }

    private static Map<String, Map<String, Object>> readers(String path) {
        return Map.of(
                "Read", Map.of("file_path", path),
                "read", Map.of("filePath", path, "path", path),
                "read_file", Map.of("file_path", path, "absolute_path", path));
    }

    private static Optional<Map.Entry<String, String>> offered(
            Map<String, Map<String, Object>> known, List<String> tools) {
        return tools.stream()
                .filter(known::containsKey)
                .findFirst()
                .map(name -> Map.entry(name, JSON.writeValueAsString(known.getOrDefault(name, Map.of()))));
    }

    private static List<String> names(JsonNode tools, String... way) {
        return StreamSupport.stream(tools.spliterator(), false)
                .map(tool -> {
                    JsonNode at = tool;
                    for (String step : way) {
                        at = at.path(step);
                    }
                    return at.path("name").asString("");
                })
                .toList();
    }

    /** How many calls of tools came to something in a conversation. */
    private static int results(JsonNode conversation, String result) {
        String text = conversation.toString();
        int count = 0;
        for (int at = text.indexOf(result); at >= 0; at = text.indexOf(result, at + 1)) {
            count++;
        }
        return count;
    }

    private static String event(String name, String data) {
        return (name.isEmpty() ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
    }

    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    /** The messages API: claude, opencode, pi. */
    private String anthropic(JsonNode request) {
        int number = names.incrementAndGet();
        Optional<Map.Entry<String, String>> call =
                next(request.path("messages"), "\"type\":\"tool_result\"", names(request.path("tools")));
        String block = call.map(tool -> "{\"type\":\"tool_use\",\"id\":\"toolu_" + number + "\",\"name\":\""
                        + tool.getKey() + "\",\"input\":{}}")
                .orElse("{\"type\":\"text\",\"text\":\"\"}");
        String delta = call.map(
                        tool -> "{\"type\":\"input_json_delta\",\"partial_json\":" + quoted(tool.getValue()) + "}")
                .orElse("{\"type\":\"text_delta\",\"text\":\"" + SAID + "\"}");
        String reason = call.isPresent() ? "tool_use" : "end_turn";
        String model = quoted(request.path("model").asString("mock"));
        if (!request.path("stream").asBoolean(false)) {
            return "{\"id\":\"msg_" + number + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + model
                    + ",\"content\":[{\"type\":\"text\",\"text\":\"" + SAID
                    + "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":1000,\"output_tokens\":50}}";
        }
        return event(
                        "message_start",
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_" + number
                                + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                                + model
                                + ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":1000,\"output_tokens\":1}}}")
                + event(
                        "content_block_start",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}")
                + event("content_block_delta", "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}")
                + event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
                + event(
                        "message_delta",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason
                                + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":50}}")
                + event("message_stop", "{\"type\":\"message_stop\"}");
    }

    /** The responses API: codex. */
    private String responses(JsonNode request) {
        int number = names.incrementAndGet();
        Optional<Map.Entry<String, String>> call =
                next(request.path("input"), "call_output\"", names(request.path("tools")));
        String item = call.map(tool -> "{\"type\":\"function_call\",\"id\":\"fc_" + number + "\",\"call_id\":\"call_"
                        + number + "\",\"name\":\"" + tool.getKey() + "\",\"arguments\":" + quoted(tool.getValue())
                        + "}")
                .orElse("{\"type\":\"message\",\"id\":\"msg_" + number
                        + "\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"" + SAID
                        + "\"}]}");
        return event(
                        "response.created",
                        "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_" + number + "\"}}")
                + event(
                        "response.output_item.done",
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + item + "}")
                + event(
                        "response.completed",
                        "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_" + number
                                + "\",\"usage\":{\"input_tokens\":1000,"
                                + "\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":50,\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":1050}}}");
    }

    /** The chat completions API: qwen. */
    private String chat(JsonNode request) {
        int number = names.incrementAndGet();
        Optional<Map.Entry<String, String>> call =
                next(request.path("messages"), "\"role\":\"tool\"", names(request.path("tools"), "function"));
        String message = call.map(
                        tool -> "\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_"
                                + number + "\",\"type\":\"function\",\"function\":{\"name\":\"" + tool.getKey()
                                + "\",\"arguments\":" + quoted(tool.getValue()) + "}}]")
                .orElse("\"role\":\"assistant\",\"content\":\"" + SAID + "\"");
        String reason = call.isPresent() ? "tool_calls" : "stop";
        String usage = "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":50,\"total_tokens\":1050}";
        String head = "{\"id\":\"chat_" + number + "\",\"created\":1,\"model\":"
                + quoted(request.path("model").asString("mock")) + ",";
        if (!request.path("stream").asBoolean(false)) {
            return head + "\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{" + message
                    + "},\"finish_reason\":\"" + reason + "\"}]," + usage + "}";
        }
        head += "\"object\":\"chat.completion.chunk\",";
        List<String> chunks = new ArrayList<>(List.of(
                head + "\"choices\":[{\"index\":0,\"delta\":{" + message + "},\"finish_reason\":null}]}",
                head + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}",
                head + "\"choices\":[]," + usage + "}",
                "[DONE]"));
        return String.join("", chunks.stream().map(chunk -> event("", chunk)).toList());
    }

    /** Google's API: gemini. */
    private String gemini(JsonNode request) {
        List<String> tools = new ArrayList<>();
        request.path("tools").forEach(group -> tools.addAll(names(group.path("functionDeclarations"))));
        Optional<Map.Entry<String, String>> call = next(request.path("contents"), "\"functionResponse\"", tools);
        String part = call.map(tool ->
                        "{\"functionCall\":{\"name\":\"" + tool.getKey() + "\",\"args\":" + tool.getValue() + "}}")
                .orElse("{\"text\":\"" + SAID + "\"}");
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" + part
                + "]},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":1000,\"candidatesTokenCount\":50,\"totalTokenCount\":1050},"
                + "\"modelVersion\":\"mock\"}";
    }
}
