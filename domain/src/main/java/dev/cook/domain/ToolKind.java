package dev.cook.domain;

import java.util.Locale;

/** What sort of thing a tool does, in the words of the Agent Client Protocol. */
public enum ToolKind {
    READ,
    EDIT,
    DELETE,
    MOVE,
    SEARCH,
    EXECUTE,
    THINK,
    FETCH,
    OTHER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind that a word of the protocol names; {@link #OTHER} for words that it does not have. */
    public static ToolKind of(String word) {
        for (ToolKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return OTHER;
    }

    /** What the tools of known agents are called, by the part of the name that tells. */
    public static ToolKind ofTool(String tool) {
        String name = tool.toLowerCase(Locale.ROOT);
        if (has(name, "bash", "shell", "command", "exec", "terminal")) {
            return EXECUTE;
        }
        if (has(name, "fetch", "web", "browse")) {
            return FETCH;
        }
        if (has(name, "edit", "write", "patch", "replace", "file_change")) {
            return EDIT;
        }
        if (has(name, "grep", "glob", "search", "find")) {
            return SEARCH;
        }
        if (has(name, "read", "list", "view", "cat") || name.equals("ls")) {
            return READ;
        }
        return has(name, "think", "todo", "plan") ? THINK : OTHER;
    }

    private static boolean has(String name, String... parts) {
        for (String part : parts) {
            if (name.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
