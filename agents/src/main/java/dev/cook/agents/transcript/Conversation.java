package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.TerminalText;
import dev.cook.domain.Text;
import dev.cook.domain.Update;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent was told, said and did in a turn that is over, as pages show it: a call and what it gave are one entry. All
 * texts are plain: nothing in them moves a cursor or turns the direction of writing.
 *
 * @param earlier whether entries before these are left out
 */
public record Conversation(List<Entry> entries, boolean earlier) {
    /** Entries shown: thousands of calls are a long turn. */
    private static final int MOST = 2_000;

    /** Characters of all entries together: what a browser lays out without a pause. */
    private static final int MOST_CHARACTERS = 1 << 20;

    public Conversation {
        entries = List.copyOf(entries);
    }

    /** One step of it. */
    public sealed interface Entry {
        /** What it was told. */
        record Told(String text) implements Entry {}

        record Said(String text) implements Entry {}

        record Thought(String text) implements Entry {}

        /**
         * A tool that it used.
         *
         * @param call the command after a dollar sign, or the tool's name and what it was given
         * @param result empty: the turn ended before there was one
         */
        record Tool(String call, Optional<Result> result) implements Entry {}

        /** @param answer empty: nobody answered */
        record Asked(String title, String answer) implements Entry {}

        record Plan(List<Update.Step> steps) implements Entry {
            public Plan {
                steps = List.copyOf(steps);
            }
        }

        record Failed(String text) implements Entry {}

        /** Lines of its terminal that are not its own report. */
        record Wrote(String text) implements Entry {}

        record Used(ModelUsage usage) implements Entry {}

        /** What came after was too much to keep. */
        record Cut() implements Entry {}
    }

    /** What a tool gave back. */
    public record Result(boolean failed, String text) {}

    /** A call whose result may still come, or an entry that is complete. */
    private static final class Step {
        private final Entry entry;
        private Optional<Result> result = Optional.empty();

        Step(Entry entry) {
            this.entry = entry;
        }

        Entry whole() {
            return entry instanceof Entry.Tool(String call, var _) ? new Entry.Tool(call, result) : entry;
        }
    }

    /**
     * Reads a turn.
     *
     * @param lines of its transcript as they are stored, or the last of them
     * @return empty where they hold no report of an agent: then its terminal is what there is to read
     */
    public static Optional<Conversation> of(byte[] lines) {
        List<Step> steps = new ArrayList<>();
        Map<String, Step> calls = new HashMap<>();
        boolean reported = false;
        for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
            Optional<Update> update = TranscriptJson.read(line);
            reported |= update.filter(TurnText::isReport).isPresent();
            update.ifPresent(found -> add(steps, calls, found));
        }
        return reported ? Optional.of(ending(steps)) : Optional.empty();
    }

    private static void add(List<Step> steps, Map<String, Step> calls, Update update) {
        switch (update) {
            case Update.Prompt(String text) -> steps.add(new Step(new Entry.Told(plain(text))));
            case Update.Message(String text) -> steps.add(new Step(new Entry.Said(plain(text))));
            case Update.Thought(String text) -> steps.add(new Step(new Entry.Thought(plain(text))));
            case Update.ToolCall call -> {
                Step step = new Step(new Entry.Tool(Text.printableLines(TurnText.call(call)), Optional.empty()));
                steps.add(step);
                calls.put(call.id(), step);
            }
            case Update.ToolResult result -> {
                Result gave = new Result(result.failed(), plain(result.output()));
                Optional<Step> call =
                        Optional.ofNullable(calls.get(result.id())).filter(step -> step.result.isEmpty());
                if (call.isPresent()) {
                    call.get().result = Optional.of(gave);
                } else {
                    Step alone = new Step(new Entry.Tool("result of an earlier call", Optional.empty()));
                    alone.result = Optional.of(gave);
                    steps.add(alone);
                }
            }
            case Update.PermissionAsk ask ->
                steps.add(new Step(new Entry.Asked(Text.printable(ask.title()), Text.printable(ask.answer()))));
            case Update.Plan plan ->
                steps.add(new Step(new Entry.Plan(plan.steps().stream()
                        .map(step -> new Update.Step(Text.printable(step.content()), step.status()))
                        .toList())));
            case Update.Usage(ModelUsage usage) -> steps.add(new Step(new Entry.Used(usage)));
            case Update.Problem(String text) -> steps.add(new Step(new Entry.Failed(plain(text))));
            case Update.Terminal(String text) -> steps.add(new Step(new Entry.Wrote(plain(text))));
            case Update.Cut _ -> steps.add(new Step(new Entry.Cut()));
        }
    }

    private static String plain(String text) {
        return Text.printableLines(TerminalText.plain(text)).strip();
    }

    /** The last of them that fit. */
    private static Conversation ending(List<Step> steps) {
        List<Entry> shown = new ArrayList<>();
        long characters = 0;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Entry entry = steps.get(i).whole();
            characters += length(entry);
            if (shown.size() == MOST || (characters > MOST_CHARACTERS && !shown.isEmpty())) {
                Collections.reverse(shown);
                return new Conversation(shown, true);
            }
            shown.add(entry);
        }
        Collections.reverse(shown);
        return new Conversation(shown, false);
    }

    private static long length(Entry entry) {
        return switch (entry) {
            case Entry.Told(String text) -> text.length();
            case Entry.Said(String text) -> text.length();
            case Entry.Thought(String text) -> text.length();
            case Entry.Tool tool ->
                tool.call().length()
                        + tool.result().map(gave -> gave.text().length()).orElse(0);
            case Entry.Asked asked -> asked.title().length() + asked.answer().length();
            case Entry.Plan plan ->
                plan.steps().stream().mapToLong(step -> step.content().length()).sum();
            case Entry.Failed(String text) -> text.length();
            case Entry.Wrote(String text) -> text.length();
            case Entry.Used _, Entry.Cut _ -> 0;
        };
    }
}
