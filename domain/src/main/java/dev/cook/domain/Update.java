package dev.cook.domain;

import java.util.List;

/** One step of a transcript: what an agent was told, said, did or used. Shaped like ACP's session updates. */
public sealed interface Update {
    /** What the agent was told. */
    record Prompt(String text) implements Update {}

    /** What it said. */
    record Message(String text) implements Update {}

    /** What it thought, as far as it shows that. */
    record Thought(String text) implements Update {}

    /**
     * A tool that it calls.
     *
     * @param id ties the result to the call; empty where the agent names none
     * @param tool the tool's own name, or what the agent shows for it
     * @param input what it is given: JSON, or plain text
     */
    record ToolCall(String id, String tool, ToolKind kind, String input) implements Update {}

    /** What a tool came to. */
    record ToolResult(String id, boolean failed, String output) implements Update {}

    /**
     * It asks whether it may.
     *
     * @param answer what Cook answered, one of the options; empty where nobody did
     */
    record PermissionAsk(String id, String title, List<String> options, String answer) implements Update {
        public PermissionAsk {
            options = List.copyOf(options);
        }
    }

    /** What it means to do, all of it each time. */
    record Plan(List<Step> steps) implements Update {
        public Plan {
            steps = List.copyOf(steps);
        }
    }

    /** A step of a plan; the status is the agent's word for it. */
    record Step(String content, String status) {}

    /** What the turn used of one model, all together; it stands at the turn's end. */
    record Usage(ModelUsage usage) implements Update {}

    /** Something went wrong, as the agent tells it. */
    record Problem(String text) implements Update {}

    /** Lines of the terminal that are no report of the agent: another program's, or what goes to standard error. */
    record Terminal(String text) implements Update {}

    /** What came after was too much to keep. */
    record Cut() implements Update {}
}
