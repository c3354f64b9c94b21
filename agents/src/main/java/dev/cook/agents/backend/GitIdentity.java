package dev.cook.agents.backend;

/** Under which name an environment commits. */
public record GitIdentity(String name, String email) {
    public GitIdentity {
        requirePlain(name);
        requirePlain(email);
    }

    private static void requirePlain(String text) {
        if (text.isBlank() || text.codePoints().anyMatch(c -> Character.isISOControl(c) || c == '<' || c == '>')) {
            throw new IllegalArgumentException("git cannot commit as '" + text + "'");
        }
    }
}
