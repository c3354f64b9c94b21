package dev.cook.config;

/** How what an agent writes is to be read. */
public enum AgentFormat {
    CLAUDE,
    CODEX,
    OPENCODE,
    GEMINI,
    QWEN,
    PI,
    /** JSON-RPC lines of the Agent Client Protocol. */
    ACP,
    /** Plain text for people: nothing tells messages from tools, nor what was used. */
    TERMINAL
}
