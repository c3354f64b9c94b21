package dev.cook.agents.transcript;

import dev.cook.config.AgentFormat;
import dev.cook.domain.TerminalText;
import dev.cook.domain.Update;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the lines that an agent's process wrote to its terminal: reports go to the adapter, everything else is text. Never
 * throws, whatever a line holds; Jackson bounds how deep and how long values may be.
 */
final class LineReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Adapter adapter;
    private final boolean structured;

    LineReader(AgentFormat format, List<String> command) {
        this.adapter = Adapters.of(format, command);
        this.structured = format != AgentFormat.TERMINAL;
    }

    void read(byte[] line, Consumer<Update> tell) {
        String text = new String(line, StandardCharsets.UTF_8);
        // A terminal puts a carriage return at the end, and some programs a title or a colour around what they report.
        int brace = structured ? text.indexOf('{') : -1;
        int end = text.lastIndexOf('}') + 1;
        if (brace >= 0 && end > brace && drawsNothing(text.substring(0, brace)) && drawsNothing(text.substring(end))) {
            String object = text.substring(brace, end);
            if (adapter.skips(object) || report(object, tell)) {
                return;
            }
        }
        // What only moves a cursor is nothing that was said.
        String said = text.stripTrailing();
        if (!structured || !TerminalText.plain(said).isBlank()) {
            tell.accept(new Update.Terminal(said));
        }
    }

    private static boolean drawsNothing(String text) {
        return text.isEmpty() || TerminalText.plain(text).isBlank();
    }

    private boolean report(String object, Consumer<Update> tell) {
        JsonNode node;
        try {
            node = JSON.readTree(object);
        } catch (JacksonException _) {
            return false;
        }
        if (!node.isObject()) {
            return false;
        }
        adapter.take(node, tell);
        return true;
    }

    boolean inPieces() {
        return adapter.inPieces();
    }

    CountedUsage usage() {
        return adapter.usage();
    }
}
