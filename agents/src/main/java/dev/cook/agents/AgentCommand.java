package dev.cook.agents;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent's command as the configuration gives it, word by word, with {@code {prompt}}, {@code {prompt_file}} and
 * {@code {session}} where these go. Words stay words: nothing in a prompt can become another argument.
 */
public record AgentCommand(List<String> words) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

    public AgentCommand {
        words = List.copyOf(words);
        if (words.isEmpty() || words.getFirst().isBlank()) {
            throw new IllegalArgumentException("an agent's command needs a program as its first word");
        }
        for (String word : words) {
            Matcher matcher = PLACEHOLDER.matcher(word);
            while (matcher.find()) {
                switch (matcher.group(1)) {
                    case "prompt", "prompt_file", "session" -> {}
                    default ->
                        throw new IllegalArgumentException("an agent's command knows {prompt}, {prompt_file} and"
                                + " {session}, not " + matcher.group());
                }
            }
        }
    }

    /** The words with the placeholders filled in, once: a placeholder inside a prompt stays as it is. */
    public List<String> argv(String prompt, String promptFile, String session) {
        return words.stream()
                .map(word -> PLACEHOLDER
                        .matcher(word)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                switch (match.group(1)) {
                                    case "prompt" -> prompt;
                                    case "prompt_file" -> promptFile;
                                    case "session" -> session;
                                    default -> throw new IllegalStateException(match.group());
                                })))
                .toList();
    }
}
