package dev.cook.agents.transcript;

import dev.cook.config.AgentFormat;
import dev.cook.domain.Update;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Chooses the adapter of an agent. */
final class Adapters {
    /** {@code -c model="x"}, as codex takes settings. */
    private static final Pattern SETTING = Pattern.compile("model=\"?([^\"]+)\"?");

    private Adapters() {}

    /** @param command what is executed: some agents do not say which model they use, but may have been told */
    static Adapter of(AgentFormat format, List<String> command) {
        return switch (format) {
            case CLAUDE -> ClaudeAdapter.claude();
            case QWEN -> ClaudeAdapter.qwen();
            case CODEX -> new CodexAdapter(model(command));
            case OPENCODE -> new OpencodeAdapter(model(command));
            case GEMINI -> new GeminiAdapter();
            case PI -> new PiAdapter();
            case ACP -> new AcpAdapter(model(command));
            case TERMINAL -> new Silent();
        };
    }

    private static String model(List<String> command) {
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            Optional<String> next = i + 1 < command.size() ? Optional.of(command.get(i + 1)) : Optional.empty();
            if (word.equals("-m") || word.equals("--model")) {
                return next.orElse("");
            }
            if (word.startsWith("--model=")) {
                return word.substring("--model=".length());
            }
            Matcher setting = SETTING.matcher(next.orElse(""));
            if ((word.equals("-c") || word.equals("--config")) && setting.matches()) {
                return setting.group(1);
            }
        }
        return "";
    }

    /** For what is no JSON at all. */
    private static final class Silent implements Adapter {
        @Override
        public void take(JsonNode line, Consumer<Update> tell) {}

        @Override
        public CountedUsage usage() {
            return CountedUsage.NONE;
        }

        @Override
        public boolean skips(String line) {
            return false;
        }
    }
}
