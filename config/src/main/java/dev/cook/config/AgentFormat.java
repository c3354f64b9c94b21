package dev.cook.config;

/** How what an agent writes is to be read. */
public enum AgentFormat {
    CLAUDE,
    CODEX,
    OPENCODE,
    GEMINI,
    QWEN,
    PI,
    /** The Agent Client Protocol: the server speaks with the agent over its standard input and output. */
    ACP,
    /** Plain text for people: nothing tells messages from tools, nor what was used. */
    TERMINAL
}
