package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The Agent Client Protocol: JSON-RPC lines, of which {@code session/update} and {@code session/request_permission} tell
 * what happens, and the answer to a prompt the tokens of that turn and why it stopped. A cost in {@code usage_update} is the
 * total of the session, so that after a resume it holds the turns before; claude's adapter counts that of its process. What comes before the prompt repeats earlier turns: its environment writes {@code cook/prompt} where that begins.
 */
final class AcpAdapter implements Adapter {
    /** Calls of which not all was told yet: more than any agent makes at once. */
    private static final int MOST_CALLS = 200;

    private final String model;
    private final UsageByModel usage = new UsageByModel();
    /** Calls that are announced and not told: their input often comes a moment later. */
    private final Map<String, Update.ToolCall> announced = new LinkedHashMap<>();
    /** Calls that are told, and may be updated or asked about. */
    private final Map<String, Boolean> told = new LinkedHashMap<>();

    private Optional<BigDecimal> cost = Optional.empty();
    /** What a counter stood at before it began anew. */
    private BigDecimal before = BigDecimal.ZERO;

    private String session = "";
    private boolean perProcess;
    private boolean prompted;

    AcpAdapter(String model) {
        this.model = model;
    }

    @Override
    public boolean inPieces() {
        return true;
    }

    @Override
    public void take(JsonNode line, Consumer<Update> tell) {
        JsonNode params = line.path("params");
        switch (Fields.text(line, "method")) {
            case "cook/prompt" -> prompted = true;
            case "session/update" -> {
                session = Fields.text(params, "sessionId");
                if (prompted) {
                    update(params.path("update"), tell);
                }
            }
            case "session/request_permission" -> {
                JsonNode call = params.path("toolCall");
                call(call);
                tellCalls(tell);
                tell.accept(new Update.PermissionAsk(
                        Fields.text(call, "toolCallId"),
                        Fields.text(call, "title"),
                        params.path("options")
                                .valueStream()
                                .map(option -> Fields.text(option, "name"))
                                .toList(),
                        Permission.of(params).map(Permission::name).orElse("")));
            }
            case "" -> answer(line, tell);
            default -> {}
        }
    }

    @Override
    public CountedUsage usage() {
        List<ModelUsage> all = priced();
        return cost.isEmpty() || perProcess || session.isEmpty()
                ? CountedUsage.ofTurn(all)
                : new CountedUsage(all, CountedUsage.Total.COST, Optional.of(session));
    }

    private List<ModelUsage> priced() {
        List<ModelUsage> all = usage.all();
        if (cost.isEmpty()) {
            return all;
        }
        TokenCounts tokens =
                all.isEmpty() ? TokenCounts.UNKNOWN : all.getFirst().tokens();
        UsageByModel priced = new UsageByModel();
        priced.add(model, tokens, cost.map(before::add));
        return priced.all();
    }

    private void update(JsonNode update, Consumer<Update> tell) {
        String kind = Fields.text(update, "sessionUpdate");
        if (kind.equals("tool_call") || kind.equals("tool_call_update")) {
            call(update);
            String status = Fields.text(update, "status");
            if (!status.equals("pending")) {
                tellCalls(tell);
            }
            result(Fields.text(update, "toolCallId"), status, update, tell);
            return;
        }
        tellCalls(tell);
        switch (kind) {
            case "agent_message_chunk" -> tell.accept(new Update.Message(Fields.content(update.path("content"))));
            case "agent_thought_chunk" -> tell.accept(new Update.Thought(Fields.content(update.path("content"))));
            case "plan" ->
                tell.accept(new Update.Plan(update.path("entries")
                        .valueStream()
                        .map(entry -> new Update.Step(Fields.text(entry, "content"), Fields.text(entry, "status")))
                        .toList()));
            case "usage_update" -> {
                if (Fields.text(update.path("cost"), "currency").equals("USD")) {
                    Fields.amount(update.path("cost"), "amount").ifPresent(this::costs);
                }
            }
            default -> {}
        }
    }

    private void costs(BigDecimal amount) {
        if (cost.filter(known -> amount.compareTo(known) < 0).isPresent()) {
            before = before.add(cost.get());
        }
        cost = Optional.of(amount);
    }

    /** Takes note of a call, or of what an update changes in one that is not told yet. */
    private void call(JsonNode call) {
        String id = Fields.text(call, "toolCallId");
        if (told.containsKey(id)) {
            return;
        }
        Update.ToolCall before = announced.getOrDefault(id, new Update.ToolCall(id, "", ToolKind.of(""), ""));
        String title = Fields.text(call, "title");
        String kind = Fields.text(call, "kind");
        String input = Fields.shown(call.path("rawInput"));
        if (announced.containsKey(id) || announced.size() < MOST_CALLS) {
            announced.put(
                    id,
                    new Update.ToolCall(
                            id,
                            title.isEmpty() ? before.tool() : title,
                            kind.isEmpty() ? before.kind() : ToolKind.of(kind),
                            input.isEmpty() ? before.input() : input));
        }
    }

    private void tellCalls(Consumer<Update> tell) {
        announced.forEach((id, call) -> {
            if (told.size() >= MOST_CALLS) {
                told.remove(told.keySet().iterator().next());
            }
            told.put(id, true);
            tell.accept(call);
        });
        announced.clear();
    }

    private void result(String id, String status, JsonNode update, Consumer<Update> tell) {
        if (status.equals("completed") || status.equals("failed")) {
            // An agent may number each turn's calls anew.
            told.remove(id);
            String content = Fields.content(update.path("content"));
            tell.accept(new Update.ToolResult(
                    id, status.equals("failed"), content.isEmpty() ? Fields.shown(update.path("rawOutput")) : content));
        }
    }

    private void answer(JsonNode line, Consumer<Update> tell) {
        tellCalls(tell);
        if (line.path("error").isObject()) {
            tell.accept(new Update.Problem(Fields.text(line.path("error"), "message")));
        }
        if (Fields.text(line.path("result").path("agentInfo"), "name").contains("claude")) {
            perProcess = true;
        }
        String reason = Fields.text(line.path("result"), "stopReason");
        if (prompted && !reason.isEmpty() && !reason.equals("end_turn")) {
            tell.accept(new Update.Problem("the agent stopped: " + reason));
        }
        JsonNode used = line.path("result").path("usage");
        if (used.isObject()) {
            usage.clear();
            usage.add(
                    model,
                    new TokenCounts(
                            Fields.count(used, "inputTokens"),
                            Fields.count(used, "cachedReadTokens"),
                            Fields.count(used, "cachedWriteTokens"),
                            Fields.count(used, "outputTokens"),
                            Fields.count(used, "thoughtTokens")),
                    Optional.empty());
        }
    }
}
