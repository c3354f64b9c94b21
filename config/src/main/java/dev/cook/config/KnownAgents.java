package dev.cook.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Agents that need no configuration: headless, reporting JSON lines, and allowed everything, for the environment is what
 * keeps them in. A prompt follows {@code --}, or is one argument with its option, so that it cannot be taken for another.
 */
public final class KnownAgents {
    private static final Duration TIMEOUT = Duration.ofHours(1);

    /** It takes no file of tools beside its own configuration; the others find theirs in one. */
    private static final String CODEX_TOOLS =
            "-c mcp_servers.cook.url=\"{mcp_url}\" -c mcp_servers.cook.bearer_token_env_var=\"COOK_MCP_BEARER\"";

    private static final List<Agent> ALL = List.of(
            agent(
                    "claude",
                    List.of("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"),
                    words("claude -p --output-format stream-json --verbose --permission-mode bypassPermissions"
                            + " --mcp-config {mcp_config} --session-id {session} -- {prompt}"),
                    words("claude -p --output-format stream-json --verbose --permission-mode bypassPermissions"
                            + " --mcp-config {mcp_config} --resume {session} -- {prompt}")),
            // codex and gemini choose or number their sessions themselves: the last one in this clone is the one to go
            // on.
            agent(
                    "codex",
                    List.of("CODEX_API_KEY", "OPENAI_API_KEY"),
                    words("codex exec --json --dangerously-bypass-approvals-and-sandbox --skip-git-repo-check "
                            + CODEX_TOOLS + " -- {prompt}"),
                    words("codex exec resume --last --json --dangerously-bypass-approvals-and-sandbox"
                            + " --skip-git-repo-check " + CODEX_TOOLS + " -- {prompt}")),
            agent(
                    "gemini",
                    List.of("GEMINI_API_KEY"),
                    words("gemini --output-format stream-json --approval-mode yolo --skip-trust --session-id {session}"
                            + " --prompt={prompt}"),
                    words("gemini --output-format stream-json --approval-mode yolo --skip-trust --resume latest"
                            + " --prompt={prompt}")),
            agent(
                    "opencode",
                    List.of("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"),
                    words("opencode run --format json --auto -- {prompt}"),
                    words("opencode run --format json --auto --continue -- {prompt}")),
            // pi knows no "--" and reads "@…" as a file, so it gets the file.
            agent(
                    "pi",
                    List.of("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"),
                    words("pi --mode json @{prompt_file}"),
                    words("pi --mode json --continue @{prompt_file}")),
            agent(
                    "qwen",
                    List.of("OPENAI_API_KEY", "OPENAI_BASE_URL"),
                    words(
                            "qwen --output-format stream-json --yolo --auth-type openai --session-id {session} --prompt={prompt}"),
                    words(
                            "qwen --output-format stream-json --yolo --auth-type openai --resume {session} --prompt={prompt}")));

    private KnownAgents() {}

    /** In the order of their names. */
    public static List<Agent> all() {
        return ALL;
    }

    private static Agent agent(String name, List<String> secrets, List<String> command, List<String> resume) {
        AgentFormat format = AgentFormat.valueOf(name.toUpperCase(Locale.ROOT));
        return new Agent(name, command, resume, secrets, Map.of(), TIMEOUT, format);
    }

    private static List<String> words(String command) {
        return List.of(command.split(" "));
    }
}
