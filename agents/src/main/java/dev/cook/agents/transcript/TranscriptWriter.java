package dev.cook.agents.transcript;

import dev.cook.domain.TerminalText;
import dev.cook.domain.Text;
import dev.cook.domain.TranscriptEntry;
import dev.cook.domain.Update;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;

/** Writes the entries of one turn as lines, bounded in every direction; joins what came in pieces. */
final class TranscriptWriter {
    /** Bytes of a turn's transcript: what a person can read, many times over, and what fits into a row with ease. */
    static final int MOST_BYTES = 8 << 20;

    /** Characters of one text, such as what a tool gave back; of more, beginning and end are kept. */
    static final int LONGEST_TEXT = 64 * 1024;

    /** Steps of a plan, and options of a question. */
    private static final int MOST_PARTS = 100;

    private final int turn;
    private final boolean inPieces;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private Optional<TranscriptEntry> pending = Optional.empty();
    /** What was joined to the text of what is pending: many short lines, each of which would copy it. */
    private final StringBuilder more = new StringBuilder();

    private boolean cut;

    /** @param inPieces whether messages and thoughts that follow each other are one */
    TranscriptWriter(int turn, boolean inPieces) {
        this.turn = turn;
        this.inPieces = inPieces;
    }

    void add(Update update, Optional<Duration> at) {
        // What was used stands at the end and is short; it is never left out.
        if (cut && !(update instanceof Update.Usage)) {
            return;
        }
        Optional<String> piece = pending.flatMap(before -> piece(before.update(), update));
        if (piece.isPresent() && more.length() + piece.get().length() < LONGEST_TEXT) {
            more.append(piece.get());
            return;
        }
        flush();
        pending = Optional.of(new TranscriptEntry(turn, at, update));
    }

    /** All lines. */
    byte[] end() {
        flush();
        return lines.toByteArray();
    }

    /** What an update adds to the one before, where the two are one. */
    private Optional<String> piece(Update before, Update next) {
        return switch (next) {
            case Update.Message(String text) when inPieces && before instanceof Update.Message -> Optional.of(text);
            case Update.Thought(String text) when inPieces && before instanceof Update.Thought -> Optional.of(text);
            case Update.Terminal(String text) when before instanceof Update.Terminal -> Optional.of("\n" + text);
            default -> Optional.empty();
        };
    }

    private Update whole(Update first) {
        if (more.isEmpty()) {
            return first;
        }
        String rest = more.toString();
        more.setLength(0);
        return switch (first) {
            case Update.Message(String text) -> new Update.Message(text + rest);
            case Update.Thought(String text) -> new Update.Thought(text + rest);
            case Update.Terminal(String text) -> new Update.Terminal(text + rest);
            default -> first;
        };
    }

    private void flush() {
        if (pending.isEmpty()) {
            return;
        }
        TranscriptEntry entry = pending.get();
        pending = Optional.empty();
        Update update = bounded(whole(entry.update()));
        if (says(update).isBlank() || (cut && !(update instanceof Update.Usage))) {
            return;
        }
        byte[] line = TranscriptJson.line(new TranscriptEntry(turn, entry.at(), update));
        if (lines.size() + line.length > MOST_BYTES && !cut) {
            cut = true;
            if (!(update instanceof Update.Usage)) {
                line = TranscriptJson.line(new TranscriptEntry(turn, entry.at(), new Update.Cut()));
            }
        }
        lines.writeBytes(line);
        lines.write('\n');
    }

    /** What an update says where it may turn out to say nothing; anything else otherwise. */
    private static String says(Update update) {
        return switch (update) {
            case Update.Terminal(String text) -> text;
            case Update.Thought(String text) -> text;
            case Update.Message(String text) -> text;
            default -> "something";
        };
    }

    private static Update bounded(Update update) {
        return switch (update) {
            case Update.Prompt(String text) -> new Update.Prompt(text(text));
            case Update.Message(String text) -> new Update.Message(text(text));
            case Update.Thought(String text) -> new Update.Thought(text(text));
            case Update.ToolCall(String id, String tool, var kind, String input) ->
                new Update.ToolCall(word(id), word(tool), kind, text(input));
            case Update.ToolResult(String id, boolean failed, String output) ->
                new Update.ToolResult(word(id), failed, text(output));
            case Update.PermissionAsk(String id, String title, var options, String answer) ->
                new Update.PermissionAsk(
                        word(id),
                        word(title),
                        options.stream()
                                .limit(MOST_PARTS)
                                .map(TranscriptWriter::word)
                                .toList(),
                        word(answer));
            case Update.Plan(var steps) ->
                new Update.Plan(steps.stream()
                        .limit(MOST_PARTS)
                        .map(step -> new Update.Step(word(step.content()), word(step.status())))
                        .toList());
            case Update.Usage usage -> usage;
            case Update.Problem(String text) -> new Update.Problem(text(text));
            case Update.Terminal(String text) -> new Update.Terminal(text(text));
            case Update.Cut whole -> whole;
        };
    }

    private static String text(String text) {
        String bounded = text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT / 2)
                        + "\n… " + (text.length() - LONGEST_TEXT) + " characters are left out …\n"
                        + text.substring(text.length() - LONGEST_TEXT / 2);
        return TerminalText.plain(bounded);
    }

    private static String word(String text) {
        return Text.printable(Text.shortened(text, 1_000));
    }
}
