package dev.cook.config;

import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an agent's command is filled with.
 *
 * @param prompt the wish itself, as one argument or a part of one
 * @param promptFile a file inside the environment that holds it
 * @param session one UUID for all attempts of a session
 * @param mcpUrl where the session's tools are, inside the environment
 * @param mcpConfig a file inside the environment that names them, in the form that most agents read
 */
public record Invocation(String prompt, String promptFile, UUID session, String mcpUrl, String mcpConfig) {
    static final List<String> PLACEHOLDERS =
            List.of("{prompt}", "{prompt_file}", "{session}", "{mcp_url}", "{mcp_config}");

    static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z_]{1,20}}");

    /** The arguments with every placeholder replaced, in one pass: a prompt that spells a placeholder stays as it is. */
    public List<String> fill(List<String> command) {
        return command.stream()
                .map(argument -> PLACEHOLDER
                        .matcher(argument)
                        .replaceAll(found -> Matcher.quoteReplacement(valueOf(found.group()))))
                .toList();
    }

    private String valueOf(String placeholder) {
        return switch (placeholder) {
            case "{prompt}" -> prompt;
            case "{prompt_file}" -> promptFile;
            case "{session}" -> session.toString();
            case "{mcp_url}" -> mcpUrl;
            case "{mcp_config}" -> mcpConfig;
            default -> placeholder;
        };
    }
}
